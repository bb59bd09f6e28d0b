/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One thread that takes part in a run: it counts its safepoints and stops at one when the gate
 * asks.
 *
 * <p>{@link #pass()} is the hot path and is called by the thread itself only; everything else is
 * guarded by the gate's lock.
 */
public final class Participant {
  enum Presence {
    RUNNING,
    PARKED,
    AWAY
  }

  private static final VarHandle LIMIT;

  static {
    try {
      LIMIT = MethodHandles.lookup().findVarHandle(Participant.class, "limit", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread thread;
  private final SafepointCounts counts;
  private final boolean counted;
  private long count;

  @SuppressWarnings("unused") // through LIMIT
  private long limit;

  private long nextDue;
  private int awayDepth;
  private volatile boolean retired;
  Presence presence = Presence.RUNNING;

  Participant(Thread thread, SafepointCounts counts) {
    this.thread = thread;
    this.counts = counts;
    this.counted = counts.isCounted();
    this.nextDue = counts.every() > 0 ? counts.every() : Long.MAX_VALUE;
  }

  /** True where the calling thread is this one. */
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Passes a safepoint, and counts it where somebody has to know.
   *
   * <p>Counting costs a read and a write of the same memory at every step, each waiting for the one
   * before: more than all the rest of a safepoint. So it is done only where something depends on
   * it.
   *
   * @return true where nothing is to be done; else the thread has to arrive at the gate
   */
  public boolean pass() {
    // Opaque: seen soon, never hoisted out of a loop, and free of fences.
    long limitNow = (long) LIMIT.getOpaque(this);
    return counted ? ++count < limitNow : limitNow > 0;
  }

  /** It has left: whoever still has it is sent to the gate, and joins anew. */
  void retire() {
    retired = true;
    arm();
  }

  /** True once its thread no longer takes part by it. */
  public boolean isRetired() {
    return retired;
  }

  /** Asks the thread to arrive at its next safepoint. */
  void arm() {
    LIMIT.setOpaque(this, 0L);
  }

  /** Lets the thread pass until its next due count. */
  void disarm() {
    LIMIT.setOpaque(this, Math.min(nextDue, stopAfter()));
  }

  /** True once for every so many safepoints, where that was asked for. */
  public boolean takeDue() {
    if (count < nextDue) {
      return false;
    }
    nextDue = (count / counts.every() + 1) * counts.every();
    return true;
  }

  /** Where this thread has to arrive at the gate next. */
  public void dueAt(long safepoint) {
    nextDue = safepoint;
  }

  /** Counts a safepoint that the thread comes to in another way than by passing it. */
  public long advance() {
    return ++count;
  }

  /** True from the safepoint on at which this thread is to stop, where that was asked for. */
  public boolean isToStop() {
    return count >= stopAfter();
  }

  private long stopAfter() {
    return counts.stopAfter() > 0 ? counts.stopAfter() : Long.MAX_VALUE;
  }

  void enterAway() {
    awayDepth++;
    presence = Presence.AWAY;
  }

  /** Returns true where this was the outermost away. */
  boolean leaveAway() {
    return --awayDepth == 0;
  }

  /** Safepoints passed by this thread where they are counted; exact while it is parked. */
  public long count() {
    return count;
  }

  /** The thread. */
  public Thread thread() {
    return thread;
  }
}
