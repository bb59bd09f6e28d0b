/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointReason;
import dev.cairn.internal.thread.LibraryThread;
import dev.cairn.internal.trigger.IntervalPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Decides when a checkpoint is taken, on a thread of its own: when the interval has passed, or when
 * somebody demands one. What a checkpoint is, is the {@link CheckpointCycle}'s business.
 *
 * <p>Thread-safe.
 */
final class CheckpointScheduler implements AutoCloseable {
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(10_000);

  private final CheckpointCycle cycle;
  private final IntervalPolicy policy;
  private final TimeSource time;
  private final UnaryOperator<Duration> firstDue;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();

  private final Consumer<CheckpointReason> elsewhere;
  private final List<Demand> demands = new ArrayList<>();
  private boolean attended;
  private boolean closed;
  private volatile boolean failed;
  private long dueAt;
  private long retryAt;
  private Duration retryAfter = FIRST_RETRY;

  /**
   * Creates the scheduler; it does nothing before {@link #start()}.
   *
   * @param cycle takes the checkpoints
   * @param policy the interval
   * @param time the time
   * @param firstDue how long a run waits for its first due checkpoint, by its interval: runs that
   *     start together must not write together
   * @param elsewhere is told what is due or asked for where others decide when it is taken; null
   *     where that is decided here
   */
  CheckpointScheduler(
      CheckpointCycle cycle,
      IntervalPolicy policy,
      TimeSource time,
      UnaryOperator<Duration> firstDue,
      Consumer<CheckpointReason> elsewhere) {
    this.elsewhere = elsewhere;
    this.cycle = cycle;
    this.policy = policy;
    this.time = time;
    this.firstDue = firstDue;
    this.thread = LargeStack.thread("cairn-scheduler", this::run);
    cycle.newcomersFrom(this::takeAll);
    this.retryAt = time.nanos();
  }

  void start() {
    thread.start();
  }

  /** The program has come to its first safepoint or update: from here on captures are possible. */
  void attend() {
    lock.lock();
    try {
      attended = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isAttended() {
    lock.lock();
    try {
      return attended;
    } finally {
      lock.unlock();
    }
  }

  /** Demands a checkpoint as soon as possible. */
  Demand demand(CheckpointReason reason) {
    if (elsewhere != null && reason == CheckpointReason.REQUEST) {
      elsewhere.accept(reason);
      return new Demand(reason);
    }
    return demand(new Demand(reason));
  }

  /** Has a demand served as soon as possible. */
  Demand demand(Demand demand) {
    CheckpointReason reason = demand.reason();
    if (reason == CheckpointReason.STOP || reason == CheckpointReason.COMPLETE) {
      cycle.hurry();
    }
    lock.lock();
    try {
      if (closed) {
        turnAway(demand);
      } else {
        if (reason == CheckpointReason.REQUEST) {
          // One checkpoint serves all who ask: a program that asks at every step must not heap up.
          for (Demand waiting : demands) {
            if (waiting.reason() == CheckpointReason.REQUEST) {
              return waiting;
            }
          }
        }
        demands.add(demand);
        if (demand.isWaitedFor()) {
          retryAt = time.nanos();
          retryAfter = FIRST_RETRY;
        }
        wake.signalAll();
      }
    } finally {
      lock.unlock();
    }
    return demand;
  }

  /** Elsewhere the ranks would not be where the others are. */
  private static IOException late() {
    return new IOException("not every thread of this rank came to a safepoint in time");
  }

  private static void turnAway(Demand demand) {
    demand.serve();
    demand
        .result()
        .completeExceptionally(
            new IllegalStateException("the run is closed; no further checkpoint can be taken"));
  }

  /** Until the next checkpoint is due. */
  Duration untilDue() {
    lock.lock();
    try {
      return Duration.ofNanos(Math.max(0, dueAt - time.nanos()));
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    scheduleNext(firstDue);
    try {
      List<Demand> batch = awaitWork();
      while (!batch.isEmpty()) {
        takeOne(batch);
        batch = awaitWork();
      }
    } finally {
      close();
      takeAll().forEach(CheckpointScheduler::turnAway);
    }
  }

  /** Whatever goes wrong, memory running out included: this thread goes on. */
  private void takeOne(List<Demand> batch) {
    try {
      failed = false;
      if (cycle.run(batch) == CheckpointCycle.Result.LATE) {
        putBack(batch);
      } else if (!failed) {
        scheduleNext(UnaryOperator.identity());
        retryAfter = FIRST_RETRY;
      }
    } catch (Throwable e) {
      retrySooner(1);
      batch.forEach(demand -> demand.result().completeExceptionally(e));
    }
  }

  /** From one checkpoint to the next, by what they have cost so far. */
  Duration interval() {
    Duration interval = policy.after(cycle.cost());
    return interval.compareTo(LONGEST_INTERVAL) < 0 ? interval : LONGEST_INTERVAL;
  }

  private void scheduleNext(UnaryOperator<Duration> wait) {
    Duration span = wait.apply(interval());
    lock.lock();
    try {
      dueAt = time.nanos() + span.toNanos();
    } finally {
      lock.unlock();
    }
  }

  /**
   * A checkpoint failed: the next is tried after a second, then less and less often, whatever the
   * interval is.
   */
  void retrySooner(long failuresInARow) {
    Duration backOff = FIRST_RETRY.multipliedBy(1L << Math.min(failuresInARow - 1, 16));
    Duration bounded = backOff.compareTo(LONGEST_RETRY) < 0 ? backOff : LONGEST_RETRY;
    lock.lock();
    try {
      failed = true;
      // What somebody waits for was not what has failed, and is tried at once.
      boolean awaited = demands.stream().anyMatch(Demand::isWaitedFor);
      retryAt = time.nanos() + (awaited ? 0 : bounded.toNanos());
      dueAt = retryAt;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** True while a thread that did not come has everybody wait before the next attempt. */
  boolean isBackingOff() {
    lock.lock();
    try {
      return time.nanos() - retryAt < 0;
    } finally {
      lock.unlock();
    }
  }

  /** All that is demanded and not yet being served. */
  private List<Demand> takeAll() {
    lock.lock();
    try {
      List<Demand> all = new ArrayList<>(demands);
      demands.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** A thread did not come: what must not be skipped is tried again, less and less often. */
  private void putBack(List<Demand> batch) {
    lock.lock();
    try {
      for (Demand demand : batch) {
        if (demand.cut().isPresent()) {
          demand.result().completeExceptionally(late());
        } else if (demand.isUrgent() && !demand.isWithdrawn()) {
          demands.add(demand);
        }
      }
      retryAt = time.nanos() + retryAfter.toNanos();
      dueAt = Math.max(dueAt, retryAt);
      Duration doubled = retryAfter.multipliedBy(2);
      retryAfter = doubled.compareTo(LONGEST_RETRY) < 0 ? doubled : LONGEST_RETRY;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for something to do; an empty list is the end. */
  private List<Demand> awaitWork() {
    lock.lock();
    try {
      while (true) {
        long now = time.nanos();
        if (closed) {
          demands.forEach(CheckpointScheduler::turnAway);
          demands.clear();
          return List.of();
        }
        boolean mayTry = attended && now - retryAt >= 0;
        if (mayTry && !demands.isEmpty()) {
          return takeAll();
        }
        if (mayTry && now - dueAt >= 0 && !cycle.isStopped()) {
          if (elsewhere != null) {
            elsewhere.accept(CheckpointReason.INTERVAL);
            dueAt = now + interval().toNanos();
            continue;
          }
          return new ArrayList<>(List.of(new Demand(CheckpointReason.INTERVAL)));
        }
        awaitNanos(nextLook(now));
      }
    } finally {
      lock.unlock();
    }
  }

  private long nextLook(long now) {
    long next = TimeUnit.HOURS.toNanos(1);
    if (attended && !demands.isEmpty()) {
      next = Math.min(next, retryAt - now);
    } else if (attended && !cycle.isStopped()) {
      next = Math.min(next, Math.max(dueAt, retryAt) - now);
    }
    return Math.max(next, TimeUnit.MILLISECONDS.toNanos(1));
  }

  @SuppressWarnings("WaitNotInLoop") // awaitWork loops
  private void awaitNanos(long nanos) {
    try {
      // The result does not matter: the conditions are looked at again.
      long unused = wake.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // Whoever interrupts this thread means another: the loop decides by what it sees.
    }
  }

  /** Takes no further checkpoint; waits for the one in flight. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
    if (Thread.currentThread() != thread) {
      LibraryThread.join(thread);
    }
  }
}
