/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How often a JVM may ask the controller that it shares with all others of its cluster: three
 * times, and once more each half hour. What is asked from time to time leaves enough for the end,
 * when it matters. Thread-safe.
 */
final class CallBudget {
  static final Duration FURTHER = Duration.ofMinutes(30);
  static final int AT_ONCE = 3;

  private final LongSupplier nanos;
  private final long begun;
  private long made;

  CallBudget(LongSupplier nanos) {
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /**
   * Takes one.
   *
   * @param kept how many have to be left after it
   * @return true where it may be made, which then is counted
   */
  synchronized boolean take(int kept) {
    long allowed = AT_ONCE + (nanos.getAsLong() - begun) / FURTHER.toNanos();
    if (made + kept >= allowed) {
      return false;
    }
    made++;
    return true;
  }
}
