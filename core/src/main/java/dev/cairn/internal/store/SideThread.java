/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.util.Optional;

/** A thread that waits for the disk so that another one need not. */
public final class SideThread {
  private final Thread thread;

  private SideThread(Thread thread) {
    this.thread = thread;
  }

  /**
   * Starts one.
   *
   * @param name its name
   * @param work what it does
   * @return it; empty where the system gives no thread
   */
  static Optional<SideThread> start(String name, Runnable work) {
    Thread fresh = new Thread(work, name);
    fresh.setDaemon(true);
    try {
      fresh.start();
      return Optional.of(new SideThread(fresh));
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    }
  }

  /** Returns once it has ended, interrupted or not. */
  void join() {
    join(thread);
  }

  /** Waits for a thread to end, whatever interrupts come meanwhile. */
  public static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
