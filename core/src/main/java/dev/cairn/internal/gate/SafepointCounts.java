/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

/**
 * What happens at the safepoint of a certain number, of each thread that takes part.
 *
 * @param every every how many it has to arrive at the gate; 0 is never
 * @param stopAfter at which one it is to stop; 0 is never
 */
public record SafepointCounts(long every, long stopAfter) {
  /** Nothing depends on numbers. */
  public static final SafepointCounts NONE = new SafepointCounts(0, 0);

  /** True where safepoints have to be counted. */
  boolean isCounted() {
    return every > 0 || stopAfter > 0;
  }
}
