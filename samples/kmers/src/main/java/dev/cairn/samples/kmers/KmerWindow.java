/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpointed;

/**
 * The last k bases of a sequence, and their reverse complement, two bits a base (A 0, C 1, G 2, T
 * 3). A DNA has two strands and is read on either, so a k-mer and its reverse complement count as
 * one: as the smaller of the two numbers, the canonical one.
 */
@Checkpointed
final class KmerWindow {
  static final int LONGEST = 31;

  private final int k;
  private long forward;
  private long backward;
  private int filled;

  KmerWindow(int k) {
    this.k = k;
  }

  /**
   * Moves on by one base.
   *
   * @return true where there are k bases in a row
   */
  boolean push(int base) {
    long mask = (1L << (2 * k)) - 1;
    forward = ((forward << 2) | base) & mask;
    backward = (backward >>> 2) | ((3L - base) << (2 * (k - 1)));
    filled = Math.min(filled + 1, k);
    return filled == k;
  }

  /** The sequence is interrupted: the next k-mer begins behind here. */
  void interrupt() {
    filled = 0;
  }

  long canonical() {
    return Math.min(forward, backward);
  }
}
