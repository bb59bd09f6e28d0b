/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does what is to be done very often on every core at once. */
final class AllCores {
  private AllCores() {}

  /**
   * Runs the same on each.
   *
   * @param work takes pieces of the whole until there are none left
   * @throws Exception what it throws
   */
  static void run(Callable<Void> work) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService threads = Executors.newFixedThreadPool(cores);
    try {
      for (Future<Void> done : threads.invokeAll(Collections.nCopies(cores, work))) {
        Void unused = done.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
