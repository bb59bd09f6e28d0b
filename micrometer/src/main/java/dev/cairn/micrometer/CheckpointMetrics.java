/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.micrometer;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.RunAttempt;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Shows the checkpoints of runs as metrics, each with the tag {@code run}:
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr><th>name</th><th>kind</th><th>what</th></tr>
 * <tr><td>cairn.checkpoint.pause</td><td>timer</td><td>how long the program waited</td></tr>
 * <tr><td>cairn.checkpoint.persist</td><td>timer</td><td>from then until durable; its count is that of durable
 * checkpoints</td></tr>
 * <tr><td>cairn.checkpoint.size</td><td>summary, bytes</td><td>the lengths of the files</td></tr>
 * <tr><td>cairn.checkpoint.failures</td><td>counter</td><td>checkpoints that failed</td></tr>
 * <tr><td>cairn.checkpoint.skipped</td><td>counter</td><td>left out, since the one before was still being
 * written</td></tr>
 * <tr><td>cairn.checkpoint.age</td><td>gauge, time</td><td>since the newest became durable: alert on this</td></tr>
 * <tr><td>cairn.run.compute</td><td>gauge, time</td><td>computed by the newest, over all attempts</td></tr>
 * <tr><td>cairn.run.fenced</td><td>counter</td><td>another attempt has taken the run over</td></tr>
 * </table>
 *
 * <pre>{@code
 * Checkpoint.configure().listener(new CheckpointMetrics(registry)).resumeOrStart(Sim::new);
 * }</pre>
 *
 * <p>Thread-safe. One may be given to several runs.
 */
public final class CheckpointMetrics implements CheckpointListener {
  private static final String RUN = "run";

  private final MeterRegistry registry;
  private final Map<String, Newest> newest = new ConcurrentHashMap<>();

  /** What gauges read; held here, since a registry holds them weakly. */
  private static final class Newest {
    private final AtomicLong durableAt = new AtomicLong();
    private final AtomicLong computeNanos = new AtomicLong();
  }

  /**
   * Creates it.
   *
   * @param registry where the metrics are
   */
  public CheckpointMetrics(MeterRegistry registry) {
    this.registry = Objects.requireNonNull(registry, "registry");
  }

  @Override
  public void opened(RunAttempt attempt) {
    gauges(attempt.run()).durableAt.set(registry.config().clock().monotonicTime());
  }

  private Newest gauges(String run) {
    return newest.computeIfAbsent(run, this::register);
  }

  private Newest register(String run) {
    Newest values = new Newest();
    TimeGauge.builder(
            "cairn.checkpoint.age",
            values,
            TimeUnit.NANOSECONDS,
            held -> registry.config().clock().monotonicTime() - held.durableAt.get())
        .tag(RUN, run)
        .description("since the newest checkpoint became durable, or the attempt began")
        .register(registry);
    TimeGauge.builder(
            "cairn.run.compute", values, TimeUnit.NANOSECONDS, held -> held.computeNanos.get())
        .tag(RUN, run)
        .description("computed by the newest checkpoint, over all attempts")
        .register(registry);
    return values;
  }

  @Override
  public void durable(RunAttempt attempt, CheckpointInfo checkpoint, Duration persist) {
    String run = attempt.run();
    Newest values = gauges(run);
    values.durableAt.set(registry.config().clock().monotonicTime());
    values.computeNanos.set(checkpoint.computeTime().toNanos());
    Timer.builder("cairn.checkpoint.pause")
        .tag(RUN, run)
        .register(registry)
        .record(checkpoint.pause());
    Timer.builder("cairn.checkpoint.persist").tag(RUN, run).register(registry).record(persist);
    DistributionSummary.builder("cairn.checkpoint.size")
        .baseUnit("bytes")
        .tag(RUN, run)
        .register(registry)
        .record((double) checkpoint.bytes());
  }

  @Override
  public void failed(RunAttempt attempt, CheckpointReason reason, Throwable cause) {
    counter("cairn.checkpoint.failures", attempt).increment();
  }

  @Override
  public void skipped(RunAttempt attempt) {
    counter("cairn.checkpoint.skipped", attempt).increment();
  }

  @Override
  public void fenced(RunAttempt attempt) {
    counter("cairn.run.fenced", attempt).increment();
  }

  private Counter counter(String name, RunAttempt attempt) {
    return Counter.builder(name).tag(RUN, attempt.run()).register(registry);
  }
}
