/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A program that just returns from main ends with 0, and whatever waits for its success starts: for
 * unfinished work that would be a lie. Once nothing of the program runs any more, this ends the JVM
 * with the code of unfinished work instead. A program that ends by itself, with a code of its own,
 * is not touched. Thread-safe.
 */
final class UnfinishedExit {
  private static final AtomicBoolean ARMED = new AtomicBoolean();

  private UnfinishedExit() {}

  /** From here on a normal end is one with that code. */
  static void arm(int code) {
    if (ARMED.compareAndSet(false, true)) {
      Thread thread = new Thread(() -> endLast(code), "cairn-unfinished");
      thread.setDaemon(false);
      thread.start();
    }
  }

  private static void endLast(int code) {
    Optional<Thread> other = other();
    while (other.isPresent()) {
      try {
        other.get().join();
      } catch (InterruptedException e) {
        return; // somebody wants no such thing
      }
      other = other();
    }
    System.exit(code);
  }

  /** A thread that keeps the JVM alive beside this one. */
  private static Optional<Thread> other() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
        .filter(thread -> !thread.getName().equals("DestroyJavaVM"))
        .findFirst();
  }
}
