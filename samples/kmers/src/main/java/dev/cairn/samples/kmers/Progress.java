/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import java.util.concurrent.TimeUnit;

/** Shows on stderr how far the computation is, once a second. */
final class Progress {
  private static final long PERIOD = TimeUnit.SECONDS.toNanos(1);

  private final String unit;
  private final int total;
  private long shownAt = System.nanoTime();

  Progress(String unit, int total) {
    this.unit = unit;
    this.total = total;
  }

  void show(int done) {
    long now = System.nanoTime();
    if (now - shownAt >= PERIOD) {
      shownAt = now;
      System.err.printf("%s %d of %d%n", unit, done, total);
    }
  }
}
