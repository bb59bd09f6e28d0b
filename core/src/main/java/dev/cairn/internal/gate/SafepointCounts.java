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
 * @param agreed true where others say at which one something happens
 */
public record SafepointCounts(long every, long stopAfter, boolean agreed) {
  /** Nothing depends on numbers. */
  public static final SafepointCounts NONE = new SafepointCounts(0, 0, false);

  /** What happens is agreed on with others, by the numbers of one thread. */
  public static final SafepointCounts AGREED = new SafepointCounts(0, 0, true);

  /** True where safepoints have to be counted. */
  boolean isCounted() {
    return agreed || every > 0 || stopAfter > 0;
  }
}
