/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a safepoint costs when nothing is due: a loop of a million steps with and without it, of a
 * body that the compiler cannot remove.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SafepointBenchmark {
  private static final int STEPS = 1_000_000;

  /** The smallest state there is. */
  @Checkpointed
  static final class Counter {
    long value;
  }

  private Path folder;
  private Checkpoint<Counter> run;
  private Worker worker;
  private long seed = 1;

  /** Opens a run whose checkpoints are never due, and takes the first one. */
  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory("cairn-benchmark");
    run =
        Checkpoint.configure()
            .directory(folder)
            .name("benchmark")
            .every(Duration.ofDays(365))
            .ignoreArguments()
            .resumeOrStart(Counter::new);
    run.safepoint();
    worker = run.worker();
    worker.safepoint();
  }

  /** Closes it. */
  @TearDown
  public void close() {
    worker.close();
    run.close();
  }

  /** The loop alone. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public long emptyBody() {
    long value = seed;
    for (int i = 0; i < STEPS; i++) {
      value = step(value);
    }
    return value;
  }

  /** With a safepoint of the run at each step. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public long safepoint() {
    long value = seed;
    for (int i = 0; i < STEPS && run.safepoint(); i++) {
      value = step(value);
    }
    return value;
  }

  /** As above, and says how far it is at each step. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public long safepointAndProgress() {
    long value = seed;
    for (int i = 0; i < STEPS && run.safepoint(); i++) {
      value = step(value);
      run.progress(i, STEPS);
    }
    return value;
  }

  /** With a safepoint of a worker's handle at each step. */
  @Benchmark
  @OperationsPerInvocation(STEPS)
  public long workerSafepoint() {
    long value = seed;
    for (int i = 0; i < STEPS && worker.safepoint(); i++) {
      value = step(value);
    }
    return value;
  }

  /**
   * As little as there can be that the compiler does not remove: one multiplication and addition.
   */
  private static long step(long value) {
    return value * 31 + 7;
  }
}
