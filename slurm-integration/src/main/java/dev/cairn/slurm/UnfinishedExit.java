/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A program that just returns from main ends with 0, and whatever waits for its success starts: for
 * unfinished work that would be a lie. Where a JVM ends like that, the last of its shutdown hooks
 * gives it the code of unfinished work. One that ends by System.exit, or by a signal, keeps its
 * code. Thread-safe.
 */
final class UnfinishedExit {
  /** How long the other hooks may take. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private static final Map<Path, Integer> UNFINISHED = new LinkedHashMap<>();
  private static boolean hooked;

  private UnfinishedExit() {}

  /** A run is not finished: that is its exit code. */
  static synchronized void add(Path run, int code) {
    UNFINISHED.put(run, code);
    if (!hooked) {
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(UnfinishedExit::end, "cairn-unfinished"));
        hooked = true;
      } catch (IllegalStateException e) {
        hooked = true; // it ends already
      }
    }
  }

  /** It is finished after all. */
  static synchronized void remove(Path run) {
    UNFINISHED.remove(run);
  }

  private static synchronized Optional<Integer> code() {
    return UNFINISHED.values().stream().findFirst();
  }

  private static void end() {
    if (!isByItself()) {
      return;
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    for (Thread hook : others()) {
      try {
        hook.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      } catch (InterruptedException e) {
        return;
      }
    }
    code().ifPresent(Runtime.getRuntime()::halt);
  }

  /** True where the launcher of java ends the JVM, since nothing of the program runs any more. */
  private static boolean isByItself() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(entry -> entry.getKey().getName().equals("DestroyJavaVM"))
        .flatMap(entry -> Arrays.stream(entry.getValue()))
        .anyMatch(frame -> frame.getClassName().equals("java.lang.Shutdown"));
  }

  /** By now these are shutdown hooks. */
  private static List<Thread> others() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon() && thread != Thread.currentThread())
        .filter(thread -> !thread.getName().equals("DestroyJavaVM"))
        .toList();
  }
}
