/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.internal.format.JsonException;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.store.RunHistory;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Writes down what happens to the run, for people: see docs/adr/0023. What fails here is not worth
 * more than a line in the log.
 *
 * <p>Thread-safe.
 */
final class HistoryKeeper implements CheckpointResults.Outcome {
  private static final int LONGEST_MESSAGE = 500;

  private final RunSettings settings;
  private final EpochFolder epoch;
  private final ProgressMeter meter;
  private final LongSupplier computeNanos;
  private final TimeSource time;
  private final RunLog log;
  private final RunHistory history;
  private final JsonObject sums = new JsonObject();
  private boolean unwritten;
  private long writtenAt;

  /**
   * Reads what earlier attempts have left.
   *
   * @param computeNanos the time computed over all attempts
   */
  HistoryKeeper(
      RunSettings settings,
      RunFolder folder,
      EpochFolder epoch,
      ProgressMeter meter,
      LongSupplier computeNanos,
      TimeSource time,
      RunLog log) {
    this.settings = settings;
    this.epoch = epoch;
    this.meter = meter;
    this.computeNanos = computeNanos;
    this.time = time;
    this.log = log;
    this.history = read(folder);
  }

  private RunHistory read(RunFolder folder) {
    try {
      return RunHistory.parse(folder.history().orElse(""));
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      log.detail("run=" + settings.name() + " history cannot be read: " + e);
      return new RunHistory();
    }
  }

  /** No run depends on it, whatever somebody has written there. */
  private synchronized void safely(Runnable what) {
    try {
      what.run();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      log.detail("run=" + settings.name() + " history: " + e);
    }
  }

  /**
   * An attempt begins.
   *
   * @param resumed what it begins with
   * @param lastStatus what the attempt before has said of itself at the last
   */
  void begin(Resumed resumed, Optional<String> lastStatus) {
    safely(() -> addAttempt(resumed, lastStatus));
  }

  private void addAttempt(Resumed resumed, Optional<String> lastStatus) {
    Optional<CheckpointInfo> from = resumed.from();
    LastStatus last = LastStatus.of(lastStatus);
    long saved = resumed.ownCheckpoint().map(info -> info.computeTime().toSeconds()).orElse(0L);
    JsonObject record =
        record(RunHistory.ATTEMPT)
            .with("how", resumed.how())
            .with("from", from.map(info -> info.run() + " " + info.id()).orElse(""))
            .with("savedSeconds", saved)
            .with("lostSeconds", Math.max(0, last.computeSeconds() - saved))
            .with("lastSeenAt", last.writtenAt())
            .with("host", ProcessIdentity.host())
            .with("pid", ProcessHandle.current().pid())
            .with("java", System.getProperty("java.version"));
    settings.job().ifPresent(job -> record.with("job", JsonObject.of(job.identity())));
    if (!resumed.skipped().isEmpty()) {
      record.with(
          "skipped",
          resumed.skipped().stream().map(skipped -> shortened(skipped.describe())).toList());
    }
    add(record);
    write();
  }

  /** What an attempt has said of itself at the last. */
  private record LastStatus(long computeSeconds, String writtenAt) {
    static LastStatus of(Optional<String> text) {
      try {
        JsonObject json = text.map(JsonObject::parse).orElseGet(JsonObject::new);
        return new LastStatus(json.number("computeSeconds", 0), json.string("writtenAt", ""));
      } catch (JsonException e) {
        return new LastStatus(0, "");
      }
    }
  }

  @Override
  public void durable(CheckpointInfo info, Duration persist) {
    safely(() -> addCheckpoint(info, persist));
  }

  private void addCheckpoint(CheckpointInfo info, Duration persist) {
    count("taken", 1);
    count("pausedMillis", info.pause().toMillis());
    count("bytesWritten", info.bytes());
    JsonObject record =
        record(RunHistory.CHECKPOINT)
            .with("sequence", info.sequence())
            .with("reason", info.reason().name())
            .with("pauseMillis", info.pause().toMillis())
            .with("persistMillis", persist.toMillis())
            .with("bytes", info.bytes())
            .with("computeSeconds", info.computeTime().toSeconds());
    meter
        .now()
        .ifPresent(
            progress -> record.with("done", progress.done()).with("total", progress.total()));
    add(withSums(record));
    if (Demand.isWaitedFor(info.reason())) {
      write();
    } else {
      writeIfDue();
    }
  }

  @Override
  public void failed(CheckpointReason reason, Throwable cause) {
    safely(
        () -> {
          count("failed", 1);
          add(
              withSums(
                  record(RunHistory.FAILURE)
                      .with("reason", reason.name())
                      .with("message", shortened(String.valueOf(cause.getMessage())))));
          writeIfDue();
        });
  }

  @Override
  public void stopped(boolean saved) {
    addLast(record(RunHistory.STOP).with("saved", saved));
  }

  /** The attempt has ended in good order. */
  void end(String state) {
    addLast(record(RunHistory.END).with("state", state));
  }

  private void addLast(JsonObject record) {
    safely(
        () -> {
          add(withSums(record));
          write();
        });
  }

  /** Writes what has not been written for a while. */
  void look() {
    safely(
        () -> {
          if (unwritten) {
            writeIfDue();
          }
        });
  }

  private JsonObject record(String what) {
    return new JsonObject()
        .with(RunHistory.WHAT, what)
        .with("at", time.now().toString())
        .with("epoch", epoch.number());
  }

  private JsonObject withSums(JsonObject record) {
    sums.members().forEach(record::with);
    return record.with("computedSeconds", computeNanos.getAsLong() / 1_000_000_000);
  }

  private void count(String name, long more) {
    sums.with(name, sums.number(name, 0) + more);
  }

  private static String shortened(String message) {
    return message.length() <= LONGEST_MESSAGE
        ? message
        : message.substring(0, LONGEST_MESSAGE) + " ...";
  }

  private void add(JsonObject record) {
    history.add(record);
    unwritten = true;
  }

  private void writeIfDue() {
    if (time.nanos() - writtenAt >= settings.limits().beatPeriod().toNanos()) {
      write();
    }
  }

  private void write() {
    unwritten = false;
    writtenAt = time.nanos();
    try {
      epoch.writeHistory(history.text());
    } catch (IOException | RuntimeException e) {
      log.detail("run=" + settings.name() + " history cannot be written: " + e);
    }
  }
}
