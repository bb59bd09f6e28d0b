/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.CheckpointWriteException;
import dev.cairn.DirectWrites;
import dev.cairn.FencedException;
import dev.cairn.StopOutcome;
import dev.cairn.TornStateException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.MemoryBudget;
import dev.cairn.internal.gate.Closing;
import dev.cairn.internal.gate.SafepointGate;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.observe.RunStatus;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.trigger.SpanText;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Tells people what becomes of checkpoints: log lines, counts, the status file. What it cannot tell
 * never harms the run. Thread-safe.
 */
final class Reporter implements CheckpointResults.Outcome {
  private static final long LARGE = 1L << 30;

  private final RunSettings settings;
  private final EpochFolder epoch;
  private final SafepointGate gate;
  private final RunLog log;
  private final RunStatus status = new RunStatus();
  private final StatusFile statusFile;
  private volatile Optional<CheckpointInfo> lastDurable;
  private volatile StopOutcome stopOutcome = StopOutcome.RUNNING;
  private volatile LongConsumer onFailure = failures -> {};
  private volatile Consumer<FencedException> onFence = exception -> {};
  private final AtomicBoolean fencedSaid = new AtomicBoolean();
  private volatile boolean complete;
  private volatile Function<CheckpointInfo, Optional<String>> advice = info -> Optional.empty();
  private final AtomicBoolean streamedSaid = new AtomicBoolean();
  private final MemoryBudget budget;
  private final AtomicBoolean neverAttendedSaid = new AtomicBoolean();
  private final boolean resumed;
  private boolean forecast;

  Reporter(
      RunSettings settings,
      EpochFolder epoch,
      SafepointGate gate,
      RunLog log,
      TimeSource time,
      MemoryBudget budget,
      ProgressMeter meter,
      Optional<CheckpointInfo> resumedFrom) {
    this.settings = settings;
    this.statusFile = new StatusFile(settings, epoch.number(), status, meter, time);
    this.epoch = epoch;
    this.gate = gate;
    this.log = log;
    this.budget = budget;
    this.lastDurable = resumedFrom;
    this.resumed = resumedFrom.isPresent();
  }

  Optional<CheckpointInfo> lastDurable() {
    return lastDurable;
  }

  /** Which attempt of its run this is. */
  long attempt() {
    return epoch.number();
  }

  StopOutcome stopOutcome() {
    return stopOutcome;
  }

  RunStatus status() {
    return status;
  }

  StatusFile statusFile() {
    return statusFile;
  }

  void intervalBy(Supplier<Duration> interval, IntervalAdvice told) {
    advice = info -> told.after(interval.get(), info.bytes());
  }

  void onFence(Consumer<FencedException> consumer) {
    onFence = consumer;
  }

  void onFailure(LongConsumer consumer) {
    onFailure = consumer;
  }

  /** True once the end state is durable. */
  boolean isComplete() {
    return complete;
  }

  @Override
  public void durable(CheckpointInfo info, Duration persist) {
    lastDurable = Optional.of(info);
    statusFile.tookToPersist(persist);
    long failures = status.taken();
    if (failures > 0) {
      say(
          "run "
              + settings.name()
              + ": saving works again: checkpoint "
              + info.id()
              + " is durable, after "
              + failures
              + (failures == 1 ? " failure" : " failures"));
    }
    if (info.complete()) {
      complete = true;
      status.state("COMPLETE");
    }
    log.detail(
        "run="
            + info.run()
            + " checkpoint="
            + info.id()
            + " reason="
            + info.reason()
            + " pauseMillis="
            + info.pause().toMillis()
            + " persistMillis="
            + persist.toMillis()
            + " bytes="
            + info.bytes());
    if (settings.isFirst()) {
      forecastSpace(info);
    }
    if (settings.isFirst() && !info.complete() && info.reason() != CheckpointReason.STOP) {
      advice.apply(info).ifPresent(line -> log.headline("run " + settings.name() + ": " + line));
    }
    writeStatus();
  }

  /** What is true of all ranks, one says. */
  void say(String line) {
    if (settings.isFirst()) {
      log.headline(line);
    } else {
      log.detail(line);
    }
  }

  /** Once the first checkpoint is there, its size tells what the run will hold. */
  private void forecastSpace(CheckpointInfo info) {
    if (forecast) {
      return;
    }
    forecast = true;
    // The newest of the attempt before stay until there are as many of this one, beside the one
    // in flight.
    int kept = settings.retention().last();
    int longest = settings.writing().chains().longest();
    // A chain writes at most half of its first once more, and two chains may be there.
    int whole = Math.max(kept, longest > 1 ? 3 : 0) + (resumed ? 2 : 1);
    long peak = whole * info.bytes();
    int files = longest > 1 ? whole + 2 * (longest - 1) : whole;
    log.headline(
        String.format(
            Locale.ROOT,
            "first checkpoint %s: %,d bytes, paused %,d ms; while its state is of this size, this run "
                + "will hold up to %,d bytes, in up to %d files",
            info.id(),
            info.bytes(),
            info.pause().toMillis(),
            peak,
            files));
    try {
      FileStore store = Files.getFileStore(settings.directory());
      // Of a resumed run the files of the attempt before are there already.
      int toCome = resumed ? 2 : whole - 1;
      long missing = toCome * info.bytes() - store.getUsableSpace();
      if (missing > 0) {
        log.warning(
            String.format(
                Locale.ROOT,
                "%s lacks %,d bytes for that: checkpoints will fail once it is full; free some, keep "
                    + "fewer (keepLast), or choose another folder",
                settings.directory(),
                missing));
      }
      if (peak > LARGE && store.type().startsWith("nfs") && isBelowHome()) {
        log.warning(
            settings.directory()
                + " is an NFS home: large checkpoints belong on the scratch file system of the site, "
                + "see directory(...) or CAIRN_DIRECTORY");
      }
    } catch (IOException e) {
      log.detail("run=" + settings.name() + " free space: " + e);
    }
  }

  private boolean isBelowHome() {
    return settings.directory().startsWith(Path.of(System.getProperty("user.home")));
  }

  /**
   * True where a failure is thrown at a program that waits for its first checkpoint: what cannot be
   * saved now can never be, and without any checkpoint there is nothing to go on with.
   */
  boolean isForTheProgram(Throwable cause) {
    return (lastDurable.isEmpty() && !(cause instanceof NotCommittedException))
        || cause instanceof UnsupportedStateException
        || cause instanceof TornStateException
        || cause instanceof FencedException;
  }

  private boolean isThrown(CheckpointReason reason, Throwable cause) {
    return switch (reason) {
      case EXPLICIT, COMPLETE -> true;
      case FIRST -> isForTheProgram(cause);
      case INTERVAL, SAFEPOINTS, REQUEST, STOP -> false;
    };
  }

  /** The program neither came to a safepoint nor changed anything inside update(). */
  void neverAttended() {
    if (!neverAttendedSaid.compareAndSet(false, true)) {
      return;
    }
    log.warning(
        "run "
            + settings.name()
            + ": neither safepoint() nor update() was called so far, so nothing was saved; call "
            + "safepoint() where a step of the computation has ended");
  }

  @Override
  public void failed(CheckpointReason reason, Throwable cause) {
    long inARow = status.failed(String.valueOf(cause.getMessage()));
    if (cause instanceof NotCommittedException && !settings.isFirst()) {
      log.detail("run=" + settings.name() + " " + cause.getMessage()); // rank 0 says it for all
    } else {
      sayFailed(reason, cause, inARow);
    }
    onFailure.accept(inARow);
    int most = settings.limits().failAfter();
    if (most > 0 && inARow >= most) {
      gate.condemn(
          () ->
              new CheckpointWriteException(
                  inARow
                      + " checkpoints in a row failed, as many as failAfter("
                      + most
                      + ") allows",
                  cause));
    }
    writeStatus();
  }

  private void sayFailed(CheckpointReason reason, Throwable cause, long inARow) {
    log.error(
        "run "
            + settings.name()
            + ": a checkpoint ("
            + reason
            + ") failed, "
            + inARow
            + " in a row; "
            + (isThrown(reason, cause) ? "the program is told" : "the program goes on")
            + ", the last durable checkpoint is "
            + lastDurable.map(CheckpointInfo::id).orElse("none"),
        cause);
  }

  @Override
  public void late(Closing closing, boolean stands) {
    if (!stands) {
      status.withdrawn();
    }
    log.warning(
        "run "
            + settings.name()
            + ": no checkpoint"
            + (stands ? " yet" : "")
            + ", since not every thread came to a safepoint within "
            + SpanText.of(settings.limits().patience())
            + (stands
                ? "; it is taken as soon as they do"
                : "; the others go on, and it is tried again later. Where steps are long, give "
                    + "patience(...) or CAIRN_PATIENCE a span longer than a step")
            + closing.describe());
  }

  /** What a start would go on from now. */
  String whatIsSaved() {
    if (stopOutcome == StopOutcome.SAVED) {
      return "The state at the stop is saved as checkpoint " + lastId() + ".";
    }
    return "No last checkpoint was taken: the next start goes on from " + lastId() + ".";
  }

  private String lastId() {
    return lastDurable.map(CheckpointInfo::id).orElse("the beginning");
  }

  @Override
  public void skipped() {
    status.skipped();
    log.detail(
        "run=" + settings.name() + " skipped=1 because the last checkpoint is being written");
  }

  @Override
  public void remark(String text) {
    log.warning(text);
  }

  /** Files cannot be written past the page cache. */
  void notDirect(String reason) {
    String message =
        "run "
            + settings.name()
            + ": checkpoints cannot be written past the page cache of "
            + epoch.path()
            + ", so they are written through it: "
            + reason;
    if (settings.writing().direct() == DirectWrites.ALWAYS) {
      log.warning(message);
    } else {
      log.detail(message);
    }
  }

  @Override
  public void streamed(long bytes) {
    if (streamedSaid.compareAndSet(false, true)) {
      log.warning(
          String.format(
              Locale.ROOT,
              "run %s: a state of %,d MiB does not fit the %,d MiB that can be set aside for it, so the "
                  + "program waits while it is written; %s",
              settings.name(),
              bytes >> 20,
              budget.bytes() >> 20,
              budget.advice(bytes)));
    }
  }

  @Override
  public void fenced(FencedException exception) {
    status.state("FENCED");
    if (fencedSaid.compareAndSet(false, true)) {
      onFence.accept(exception);
    }
    log.error(exception.getMessage(), null);
    gate.condemn(() -> new FencedException(exception.getMessage(), exception));
  }

  @Override
  public void stopped(boolean saved) {
    stopOutcome = saved ? StopOutcome.SAVED : StopOutcome.NOT_SAVED;
    status.state("STOPPED");
    String from = lastId();
    if (saved) {
      say("run " + settings.name() + ": stopped, saved as checkpoint " + from);
    } else {
      log.error(
          "run "
              + settings.name()
              + ": stopped, but the last checkpoint FAILED; the next start goes "
              + "on from "
              + from
              + ", what was computed since is lost",
          null);
    }
    writeStatus();
  }

  /** The attempt ends in good order; where nothing else was said, the program has just left it. */
  void ended() {
    if (status.state().equals("RUNNING")) {
      status.state("ENDED");
    }
    writeStatus();
  }

  /** The status file is for people: what fails here is not worth a word. */
  void writeStatus() {
    Optional<Path> path = lastDurable.map(CheckpointInfo::path);
    try {
      epoch.writeStatus(statusFile.text(lastDurable), path);
    } catch (FencedException e) {
      fenced(e);
    } catch (IOException | UnsupportedOperationException e) {
      log.detail("run=" + settings.name() + " status file: " + e);
    }
  }
}
