/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.thread;

import java.util.Optional;

/**
 * Makes the threads of the library. None of them keeps the JVM alive, and none belongs to the
 * thread group of the program's thread that opened the run: who interrupts all threads of that
 * group and waits for them to end, as PCJ does where a job fails, means the computation and not the
 * checkpoint that is being written. Stateless.
 */
public final class LibraryThread {
  private static final ThreadGroup OUTERMOST = outermost();

  private LibraryThread() {}

  private static ThreadGroup outermost() {
    ThreadGroup group = Thread.currentThread().getThreadGroup();
    while (group.getParent() != null) {
      group = group.getParent();
    }
    return group;
  }

  /**
   * Makes one, which is not started yet.
   *
   * @param name its name, by which people find it in a dump of all threads
   * @param task what it does
   */
  public static Thread of(String name, Runnable task) {
    return of(name, task, 0);
  }

  /**
   * Makes one with room for deep recursion.
   *
   * @param stackBytes how large its stack may become; 0 is the usual size
   */
  public static Thread of(String name, Runnable task, long stackBytes) {
    return daemon(OUTERMOST, name, task, stackBytes);
  }

  /**
   * Makes one that belongs to the thread group of the thread that calls this: the program waits for
   * it, and it runs the program's own code.
   */
  public static Thread ofProgram(String name, Runnable task, long stackBytes) {
    return daemon(null, name, task, stackBytes);
  }

  private static Thread daemon(ThreadGroup group, String name, Runnable task, long stackBytes) {
    Thread thread = new Thread(group, task, name, stackBytes);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Starts one that another can do without.
   *
   * @return it; empty where the system gives no thread
   */
  public static Optional<Thread> started(String name, Runnable task) {
    Thread thread = of(name, task);
    try {
      thread.start();
      return Optional.of(thread);
    } catch (OutOfMemoryError e) {
      return Optional.empty();
    }
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
