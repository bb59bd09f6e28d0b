/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.Progress;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.trigger.SpanText;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says in the log how far the program is: after a minute, after two, four and so on, and at last
 * once an hour, so that the log of a run of weeks stays short. Called by one thread at a time.
 */
final class ProgressLog {
  private static final Duration FIRST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private final String run;
  private final Optional<Duration> fixed;
  private final ProgressMeter meter;
  private final Supplier<Optional<CheckpointInfo>> newest;
  private final TimeSource time;
  private final RunLog log;
  private Duration next;
  private long saidAt;
  private long saidDone = -1;

  /**
   * Creates it.
   *
   * @param fixed how often, where somebody has said so
   * @param newest the newest durable checkpoint
   */
  ProgressLog(
      String run,
      Optional<Duration> fixed,
      ProgressMeter meter,
      Supplier<Optional<CheckpointInfo>> newest,
      TimeSource time,
      RunLog log) {
    this.run = run;
    this.fixed = fixed;
    this.meter = meter;
    this.newest = newest;
    this.time = time;
    this.log = log;
    this.next = fixed.orElse(FIRST);
    this.saidAt = time.nanos();
  }

  /** Looks how far it is, and says it where that is due. */
  void look() {
    long now = time.nanos();
    Optional<ProgressMeter.Pace> pace = meter.look(now);
    boolean due = now - saidAt >= next.toNanos();
    if (pace.isEmpty() || !due || pace.get().progress().done() == saidDone) {
      return;
    }
    saidAt = now;
    saidDone = pace.get().progress().done();
    if (fixed.isEmpty()) {
      next = next.multipliedBy(2).compareTo(LONGEST) < 0 ? next.multipliedBy(2) : LONGEST;
    }
    log.headline("run " + run + ": " + line(pace.get()) + saved());
  }

  private static String line(ProgressMeter.Pace pace) {
    Progress progress = pace.progress();
    String done =
        progress.total() > 0
            ? String.format(
                Locale.ROOT,
                "%.1f %% (%,d of %,d)",
                100.0 * progress.done() / progress.total(),
                progress.done(),
                progress.total())
            : String.format(Locale.ROOT, "%,d done", progress.done());
    String rate =
        pace.perSecond() > 0
            ? String.format(Locale.ROOT, ", %,.3g a second", pace.perSecond())
            : "";
    return done
        + rate
        + pace.left().map(left -> ", " + SpanText.of(whole(left)) + " left").orElse("");
  }

  private static Duration whole(Duration span) {
    return span.compareTo(Duration.ofMinutes(10)) < 0
        ? Duration.ofSeconds(span.toSeconds())
        : Duration.ofMinutes(span.toMinutes());
  }

  private String saved() {
    return newest
        .get()
        .map(
            info ->
                "; checkpoint "
                    + info.id()
                    + " is "
                    + SpanText.of(
                        whole(
                            Duration.ofMillis(
                                Math.max(
                                    1000,
                                    time.now().toEpochMilli() - info.takenAt().toEpochMilli()))))
                    + " old")
        .orElse("");
  }
}
