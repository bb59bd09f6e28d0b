/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.thread.LibraryThread;
import dev.cairn.internal.trigger.SpanText;
import dev.cairn.spi.JobEnvironment;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Ends an attempt before its job is ended: early enough for a last checkpoint, by what those before
 * took. No signal is needed for that.
 *
 * <pre>
 *   start of the job                                                        its end
 *   |--------------------------------------------|--------------------|---------|
 *                                               stop   2 x checkpoint    margin
 * </pre>
 *
 * <p>Thread-safe.
 */
final class DeadlineWatch {
  /** Schedulers look at limits every so often, and clocks differ. */
  private static final Duration LARGEST_MARGIN = Duration.ofMinutes(1);

  private static final long LOOK_NANOS = 2_000_000_000L;

  /** Of the time that is left at the start. */
  private static final int MARGIN_SHARE = 10;

  private final String run;
  private final Optional<JobEnvironment> job;
  private final Supplier<Duration> checkpoint;
  private final Consumer<String> stop;
  private final RunLog log;
  private final Optional<Duration> givenMargin;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicBoolean warned = new AtomicBoolean();

  /** What was left when somebody could first tell. */
  private final AtomicReference<Duration> atStart = new AtomicReference<>();

  private final Listener listener = new Listener();
  private final Thread thread = LibraryThread.of("cairn-deadline", this::lookEverySoOften);

  /**
   * Creates it.
   *
   * @param job tells how much time is left; empty where there is no job
   * @param margin how much sooner it ends than it has to; empty for a share of what is left when
   *     that is first known
   * @param checkpoint how long the longest checkpoint took, from its demand until it was durable
   * @param stop ends the attempt, with a reason
   */
  DeadlineWatch(
      String run,
      Optional<JobEnvironment> job,
      Optional<Duration> margin,
      Supplier<Duration> checkpoint,
      Consumer<String> stop,
      RunLog log) {
    this.run = run;
    this.job = job;
    this.checkpoint = checkpoint;
    this.stop = stop;
    this.log = log;
    this.givenMargin = margin;
    this.listener.watch = this;
    job.flatMap(JobEnvironment::timeLeft).ifPresent(atStart::set);
  }

  private static Duration share(Duration left) {
    Duration share = left.dividedBy(MARGIN_SHARE);
    return share.compareTo(LARGEST_MARGIN) < 0 ? share : LARGEST_MARGIN;
  }

  /** Begins to look, every so often and when the environment says so. */
  void start() {
    if (job.isPresent()) {
      thread.start();
      job.get().onChange(listener);
    }
  }

  /** Looks no more, and is kept by nobody; a question that hangs is not waited for. */
  void close() {
    listener.watch = null;
    LockSupport.unpark(thread);
  }

  private void lookEverySoOften() {
    while (listener.watch != null) {
      look();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  /** What an environment keeps of an attempt, for as long as it likes. */
  private static final class Listener implements Runnable {
    private volatile DeadlineWatch watch;

    @Override
    public void run() {
      DeadlineWatch current = watch;
      if (current != null) {
        current.look();
      }
    }
  }

  private void look() {
    Optional<Duration> left =
        stopped.get() ? Optional.empty() : job.flatMap(JobEnvironment::timeLeft);
    if (left.isEmpty()) {
      return;
    }
    boolean unused = atStart.compareAndSet(null, left.get());
    Duration needed = needed();
    if (left.get().compareTo(needed) <= 0) {
      // The limit may have been changed: what is remembered is not enough to end anything.
      Optional<Duration> confirmed =
          job.flatMap(JobEnvironment::confirmedTimeLeft)
              .or(() -> job.flatMap(JobEnvironment::timeLeft));
      if (confirmed.isPresent() && confirmed.get().compareTo(needed) <= 0) {
        end(confirmed.get(), needed);
      }
    }
    warnIfTooShort(needed);
  }

  private void end(Duration left, Duration needed) {
    if (stopped.compareAndSet(false, true)) {
      stop.accept(
          "its job ends in "
              + SpanText.of(left.isNegative() ? Duration.ZERO : left)
              + ", and "
              + SpanText.of(needed)
              + " are kept for this");
    }
  }

  /** The time that the last checkpoint gets. */
  private Duration needed() {
    return checkpoint.get().multipliedBy(2).plus(givenMargin.orElseGet(() -> share(atStart.get())));
  }

  /** A job that has hardly time for its checkpoint gets nowhere, however often it is started. */
  private void warnIfTooShort(Duration needed) {
    boolean tooShort = atStart.get().compareTo(needed.multipliedBy(2)) < 0;
    if (tooShort && warned.compareAndSet(false, true)) {
      log.warning(
          "run "
              + run
              + ": its job had "
              + SpanText.of(atStart.get())
              + " left when this attempt began, of which "
              + SpanText.of(needed)
              + " are kept for the last checkpoint (the longest so far took "
              + SpanText.of(checkpoint.get())
              + "): most of the time is not computed in; give the job a longer limit");
    }
  }
}
