/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.gate.SafepointGate;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.thread.LibraryThread;
import dev.cairn.internal.trigger.SpanText;
import dev.cairn.internal.trigger.StopSignals;
import dev.cairn.spi.Ending;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.StopCause;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * How an attempt ends before its run is finished: a signal or a request asks for a last checkpoint,
 * and whatever ends the JVM, the attempt says that it is gone, so that its successor need not wait.
 *
 * <p>Thread-safe.
 */
final class StopControl {
  /** Somebody wants the process gone now: a sign of the end is still worth this much. */
  private static final Duration IN_HASTE = Duration.ofSeconds(2);

  /** Signals that announce an end, and are none. */
  private static final Set<String> WARNINGS = Set.of("USR1", "ALRM", "XCPU", "CONT", "URG");

  private final RunSettings settings;
  private final SafepointGate gate;
  private final Function<StopCause, Demand> asking;
  private final Reporter reporter;
  private final RunLog log;
  private final Runnable close;
  private final ReentrantLock lock = new ReentrantLock();

  /** A scheduler may take seconds to answer: no signal waits for that. */
  private final ReentrantLock endingLock = new ReentrantLock();

  private final IntSupplier fruitless;

  /** The last signal that came. */
  private final AtomicReference<String> signal = new AtomicReference<>();

  private final AtomicBoolean endSignalled = new AtomicBoolean();

  private final CountDownLatch ending = new CountDownLatch(1);
  private final Consumer<String> listener = this::signalled;
  private final Thread shutdownHook;
  private volatile Demand last;
  private volatile StopCause assumed = StopCause.UNKNOWN;
  private Ending told;
  private volatile boolean deaf;
  private volatile boolean inHaste;

  /**
   * Creates it; it listens from {@link #listen()} on.
   *
   * @param asking asks for the last checkpoint
   * @param close ends the attempt in good order
   * @param fruitless how many attempts in a row have made no checkpoint but the first
   */
  StopControl(
      RunSettings settings,
      SafepointGate gate,
      Function<StopCause, Demand> asking,
      Reporter reporter,
      RunLog log,
      Runnable close,
      IntSupplier fruitless) {
    this.settings = settings;
    this.gate = gate;
    this.asking = asking;
    this.reporter = reporter;
    this.log = log;
    this.close = close;
    this.fruitless = fruitless;
    this.shutdownHook = LibraryThread.of("cairn-shutdown", this::shutDown);
  }

  private Duration grace() {
    return settings.limits().grace();
  }

  /** Listens for signals, and for the end of the JVM. */
  void listen() {
    Optional<String> refused =
        StopSignals.ofThisJvm().listen(settings.ends().stopSignals(), listener);
    if (refused.isPresent()) {
      deaf = true;
      log.warning(
          "stop signals cannot be had ("
              + refused.get()
              + "; -Xrs refuses them, and then a signal kills at once): on shutdown a last checkpoint is asked "
              + "for, and waited for at most "
              + SpanText.of(grace()));
    }
    try {
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      log.detail("run=" + settings.name() + " was opened while the JVM shuts down");
    }
  }

  /** Listens no longer. */
  void close() {
    ending.countDown();
    StopSignals.ofThisJvm().ignore(listener);
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      log.detail("run=" + settings.name() + " was closed while the JVM shuts down");
    }
  }

  /**
   * Asks for a last checkpoint, once; gives what was asked for.
   *
   * @param why for the log
   * @param cause what is known of that here
   */
  Demand stop(String why, StopCause cause) {
    lock.lock();
    try {
      if (last != null) {
        // Whoever wants it to stop wants no job that starts it again, whatever else came first.
        assumed = cause == StopCause.REQUESTED ? cause : assumed;
        return last;
      }
      assumed = cause;
      last = asking.apply(cause);
    } finally {
      lock.unlock();
    }
    last.whenDone(gate::wake);
    gate.summon();
    reporter.status().state("STOPPING");
    reporter.say(
        "run "
            + settings.name()
            + ": "
            + why
            + ": a last checkpoint is taken as soon as every thread is at a safepoint");
    return last;
  }

  /** True where a last checkpoint was asked for. */
  boolean isAsked() {
    return last != null;
  }

  /** True from when a last checkpoint is asked for until one was tried. */
  boolean isAwaited() {
    Demand asked = last;
    return asked != null && !asked.isServed();
  }

  /**
   * The exit code of unfinished work: what was said, or at which the scheduler starts the job again
   * where that is wanted.
   */
  int exitCode() {
    Optional<JobEnvironment> job = isAsked() ? settings.job() : Optional.empty();
    OptionalInt told =
        job.isPresent() ? job.get().exitCode(ending(job.get())) : OptionalInt.empty();
    return told.orElse(settings.ends().codeOfUnfinishedWork());
  }

  /** True where somebody has asked for it: then no job is started again. */
  boolean isRequested() {
    return assumed == StopCause.REQUESTED;
  }

  /** The attempt has ended before its run is finished: its job goes on, where that is wanted. */
  void requeue(JobEnvironment job) {
    job.requeue(ending(job));
  }

  private Ending ending(JobEnvironment job) {
    endingLock.lock();
    try {
      if (told == null) {
        RunSettings.Ends ends = settings.ends();
        told =
            new Ending(
                cause(job),
                ends.requeue(),
                ends.requeueLimit(),
                reporter.attempt(),
                fruitless.getAsInt(),
                ends.exitCode().map(OptionalInt::of).orElse(OptionalInt.empty()),
                settings.seat().size(),
                settings.folder(),
                what -> log.headline("run " + settings.name() + ": " + what));
      }
      return told;
    } finally {
      endingLock.unlock();
    }
  }

  private StopCause cause(JobEnvironment job) {
    if (assumed == StopCause.REQUESTED) {
      return assumed;
    }
    StopCause known = job.stopCause(Optional.ofNullable(signal.get()));
    return known == StopCause.UNKNOWN ? assumed : known;
  }

  private void signalled(String name) {
    signal.set(name);
    boolean warning = WARNINGS.contains(name);
    if (!warning && !endSignalled.compareAndSet(false, true)) {
      if (name.equals("INT")) {
        // Somebody at a terminal who presses it twice means it.
        inHaste = true;
        StopSignals.ofThisJvm().raiseDefault(name);
      }
      return;
    }
    if (!warning) {
      // First of all: whatever else hangs, the signal must not be swallowed. What only warns would
      // have no hooks run, and its sender ends the process in its own time.
      LibraryThread.of("cairn-grace", () -> endAfterGrace(name)).start();
    }
    Demand unused = stop("signal " + name, StopCause.UNKNOWN);
  }

  private void endAfterGrace(String name) {
    try {
      if (ending.await(grace().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      // Then at once.
    }
    log.warning(
        "run "
            + settings.name()
            + ": the program has not ended within "
            + SpanText.of(grace())
            + " of signal "
            + name
            + "; the signal takes its course. "
            + reporter.whatIsSaved());
    log.flush(IN_HASTE);
    inHaste = true;
    StopSignals.ofThisJvm().raiseDefault(name);
  }

  /**
   * The JVM ends and nobody has called close(), as after {@code System.exit(run.exitCode())}. On a
   * thread of its own, so that a disk that hangs cannot keep the process.
   */
  private void shutDown() {
    if (deaf && !gate.isSomebodyExiting()) {
      Demand unused = stop("shutdown", StopCause.UNKNOWN);
      gate.awaitEnd(grace());
    }
    Thread closing = LibraryThread.of("cairn-exit", close);
    closing.start();
    try {
      closing.join((inHaste ? IN_HASTE : grace()).toMillis());
    } catch (InterruptedException e) {
      // The process ends anyway.
    }
  }
}
