/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

/**
 * Spreads numbers that follow a pattern: the step and finalizer of SplitMix64 (Steele, Lea and
 * Flood, Fast splittable pseudorandom number generators, OOPSLA 2014). What it gives is part of
 * files. Stateless.
 */
public final class SplitMix {
  private SplitMix() {}

  /** Each bit of what it gives depends on all bits of the value. */
  public static long mix(long value) {
    long mixed = value + 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
