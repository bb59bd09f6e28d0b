/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunStatus;
import dev.cairn.spi.JobEnvironment;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How an attempt stands, as {@code status.json} says it; docs/operations.md lists the members.
 *
 * <p>Thread-safe.
 */
final class StatusFile {
  private final RunSettings settings;
  private final long epoch;
  private final RunStatus status;
  private final ProgressMeter meter;
  private final TimeSource time;
  private final Instant startedAt;
  private volatile Supplier<Duration> untilDue = () -> Duration.ZERO;
  private volatile Supplier<Duration> interval = () -> Duration.ZERO;
  private volatile LongSupplier computeNanos = () -> 0;
  private volatile Duration lastPersist = Duration.ZERO;

  StatusFile(
      RunSettings settings, long epoch, RunStatus status, ProgressMeter meter, TimeSource time) {
    this.settings = settings;
    this.epoch = epoch;
    this.status = status;
    this.meter = meter;
    this.time = time;
    this.startedAt = time.now();
  }

  void dueBy(Supplier<Duration> until, Supplier<Duration> every) {
    untilDue = until;
    interval = every;
  }

  void computedBy(LongSupplier nanos) {
    computeNanos = nanos;
  }

  void tookToPersist(Duration persist) {
    lastPersist = persist;
  }

  Duration untilDue() {
    return untilDue.get();
  }

  /** The text, now. */
  String text(Optional<CheckpointInfo> newest) {
    JsonObject json =
        new JsonObject()
            .with("run", settings.name())
            .with("state", status.state())
            .with("epoch", epoch)
            .with("newest", newest.map(CheckpointInfo::id).orElse(""));
    newest.ifPresent(info -> addTo(json, info));
    json.with("writtenAt", time.now().toString())
        .with("startedAt", startedAt.toString())
        .with("computeSeconds", computeNanos.getAsLong() / 1_000_000_000)
        .with("nextDueSeconds", untilDue.get().toSeconds())
        .with("intervalSeconds", interval.get().toSeconds())
        .with("beatSeconds", settings.limits().beatPeriod().toSeconds());
    settings
        .job()
        .flatMap(JobEnvironment::timeLeft)
        .ifPresent(left -> json.with("timeLeftSeconds", left.toSeconds()));
    status.counts().forEach(json::with);
    meter.look(time.nanos()).ifPresent(pace -> json.with("progress", progress(pace)));
    return json.with("host", ProcessIdentity.host())
        .with("pid", ProcessHandle.current().pid())
        .toString();
  }

  private void addTo(JsonObject json, CheckpointInfo newest) {
    json.with("newestAt", newest.takenAt().toString())
        .with("newestBytes", newest.bytes())
        .with("newestReason", newest.reason().name())
        .with("pauseMillis", newest.pause().toMillis())
        .with("persistMillis", lastPersist.toMillis());
  }

  private static JsonObject progress(ProgressMeter.Pace pace) {
    JsonObject json =
        new JsonObject()
            .with("done", pace.progress().done())
            .with("total", pace.progress().total())
            .with("perSecond", rounded(pace.perSecond()));
    pace.left().ifPresent(left -> json.with("secondsLeft", left.toSeconds()));
    return json;
  }

  /** Six digits are enough for a rate. */
  private static Double rounded(double number) {
    return Double.valueOf(String.format(Locale.ROOT, "%.6g", number));
  }
}
