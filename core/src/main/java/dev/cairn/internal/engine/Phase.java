/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * When, within its interval, a run takes its first due checkpoint: runs that start together must
 * not write together. Stateless.
 */
final class Phase {
  private static final Duration FOR_EACH = Duration.ofMillis(20);
  private static final Duration WIDEST = Duration.ofMinutes(2);

  private Phase() {}

  /** From 0 to 1, by the run's name: names that differ in one digit are far apart. */
  static double of(String name) {
    byte[] digest = Sha256.newDigest().digest(name.getBytes(StandardCharsets.UTF_8));
    return (ByteBuffer.wrap(digest).getInt() >>> 1) / (double) Integer.MAX_VALUE;
  }

  /**
   * How long a run waits for its first due checkpoint: the second half of its interval is shared
   * out among all, and where there are many of them and the interval is short, a longer span.
   *
   * @param phase from 0 to 1
   * @param interval between two checkpoints
   * @param alike how many runs have started together
   */
  static Duration first(double phase, Duration interval, int alike) {
    Duration half = interval.dividedBy(2);
    Duration needed = alike == 1 ? Duration.ZERO : FOR_EACH.multipliedBy(alike);
    Duration bounded = needed.compareTo(WIDEST) < 0 ? needed : WIDEST;
    Duration width = half.compareTo(bounded) < 0 ? bounded : half;
    return half.plusNanos((long) (width.toNanos() * phase));
  }
}
