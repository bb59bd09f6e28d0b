/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import dev.cairn.internal.engine.Session;
import dev.cairn.internal.gate.Participant;

/**
 * One of several threads that change the state: it comes to safepoints of its own.
 *
 * <pre>{@code
 * try (Worker worker = run.worker()) {
 *   while (worker.safepoint()) {
 *     Task task;
 *     try (Worker.Away away = worker.away()) {
 *       task = queue.take(); // may block for long: captures need not wait for it
 *     }
 *     run.update(() -> apply(task));
 *   }
 * }
 * }</pre>
 *
 * <p>Where threads compute one step together and meet at a barrier, one of them decides where the
 * safepoint is, between two steps. It calls {@link Checkpoint#safepoint()} and waits for the others
 * outside {@code away()}, since a half done step must hold checkpoints off; the others change
 * nothing between two steps, so they wait inside {@code away()}, or take no part at all:
 *
 * <pre>{@code
 * while (run.safepoint()) {       // the thread that leads
 *   stepBegins.await();
 *   stepEnds.await();
 * }
 *
 * while (true) {                  // each of the others, without a handle
 *   stepBegins.await();
 *   computeMyPart();
 *   stepEnds.await();
 * }
 * }</pre>
 *
 * <p>Used by the thread that got it, and closed by it. A thread that ends before the run does says
 * {@link #finish()} first: without it, it may have left the state half changed, and no checkpoint
 * is taken after it.
 */
public final class Worker implements AutoCloseable {
  private final Session session;
  private final Participant participant;
  private final boolean disabled;

  Worker(Session session, boolean disabled) {
    this.session = session;
    this.disabled = disabled;
    this.participant = session == null ? null : session.join();
  }

  /**
   * A place where this thread's part of the state is consistent.
   *
   * @return true to go on, false to end now
   * @see Checkpoint#safepoint()
   */
  public boolean safepoint() {
    if (participant == null) {
      return disabled;
    }
    requireOwnThread();
    return participant.pass() || session.arrive(participant);
  }

  /**
   * Leaves the run for a while, around a call that may block: captures do not wait for this thread,
   * and closing the handle waits while one is going on. The thread must not change the state
   * meanwhile.
   *
   * @return a handle to be closed by this thread when the call has returned
   */
  public Away away() {
    if (participant == null) {
      return () -> {};
    }
    requireOwnThread();
    session.gate().goAway(participant);
    boolean[] back = new boolean[1];
    return () -> {
      requireOwnThread();
      if (!back[0]) {
        back[0] = true;
        session.gate().comeBack(participant);
      }
    };
  }

  private void requireOwnThread() {
    if (!participant.isCurrent()) {
      throw new IllegalStateException(
          "this worker handle belongs to thread \""
              + participant.thread().getName()
              + "\" and is used by \""
              + Thread.currentThread().getName()
              + "\"; every thread gets its own with worker()");
    }
  }

  /**
   * This thread's work is done before the run is: its part of the state is whole. To be called
   * before {@link #close()}, unless safepoint() has said that the run ends.
   */
  public void finish() {
    if (participant != null) {
      requireOwnThread();
      session.gate().leave(participant, true);
    }
  }

  /**
   * The thread no longer takes part. Where it has not called {@link #finish()} and the run goes on,
   * an exception may have led here in the middle of a step: the state is suspect, and no checkpoint
   * is taken until {@link Checkpoint#declareSound()}.
   */
  @Override
  public void close() {
    if (participant != null) {
      session.gate().leave(participant, false);
    }
  }

  /** A stay outside the run. */
  @FunctionalInterface
  public interface Away extends AutoCloseable {
    /** Comes back; waits while a capture is going on. */
    @Override
    void close();
  }
}
