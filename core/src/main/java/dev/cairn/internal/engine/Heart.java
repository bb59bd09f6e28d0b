/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.thread.LibraryThread;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Shows that an attempt is alive, on a thread of its own: a capture or a slow disk must not make it
 * look dead. Between the beats it looks for requests from outside.
 *
 * <p>Thread-safe.
 */
final class Heart implements AutoCloseable {
  /** What is done at each turn. */
  interface Chores {
    /** Shows a sign of life. */
    void beat();

    /** Looks whether somebody has left a request. */
    void look();
  }

  private static final Duration LOOK_EVERY = Duration.ofSeconds(2);

  private final Chores chores;
  private final long beatNanos;
  private final long lookNanos;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private boolean closed;

  /**
   * Creates the heart; it beats from {@link #start()} on.
   *
   * @param chores what is done
   * @param period how often others are promised a beat; it beats somewhat more often
   * @param jitter from 0 to 1, so that thousands of tasks do not beat together
   */
  Heart(Chores chores, Duration period, double jitter) {
    this.chores = chores;
    this.beatNanos = (long) (period.toNanos() * (0.6 + 0.3 * jitter));
    this.lookNanos = Math.min(beatNanos, LOOK_EVERY.toNanos());
    this.thread = LibraryThread.of("cairn-heart", this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long lastBeat = System.nanoTime();
    while (await()) {
      // The beat first: looking may take long on a busy file server.
      if (System.nanoTime() - lastBeat >= beatNanos - lookNanos / 2) {
        lastBeat = System.nanoTime();
        survive(chores::beat);
      }
      survive(chores::look);
    }
  }

  /** Whatever goes wrong, memory running out included: an owner that lives must not look dead. */
  private static void survive(Runnable chore) {
    try {
      chore.run();
    } catch (Throwable e) {
      // The chores tell what they can; the next turn tries again.
    }
  }

  /** Waits until the next look; false where it was closed. */
  private boolean await() {
    lock.lock();
    try {
      long left = lookNanos;
      while (!closed && left > 0) {
        try {
          left = wake.awaitNanos(left);
        } catch (InterruptedException e) {
          // Whoever interrupts this thread means another: an owner that lives must not look dead.
        }
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
    } finally {
      lock.unlock();
    }
    LibraryThread.join(thread);
  }
}
