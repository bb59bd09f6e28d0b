/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpointed;

/**
 * Replaces one base in a thousand by another. The generator is SplitMix64 (G. Steele, D. Lea, C.
 * Flood, Fast splittable pseudorandom number generators, OOPSLA 2014), written out because the
 * state of java.util.SplittableRandom cannot be saved: here it is one plain field.
 */
@Checkpointed
final class Mutator {
  private static final int RATE = 1000;

  private long state;

  Mutator(long seed) {
    state = seed;
  }

  int mutate(int base) {
    long random = nextLong() >>> 1;
    boolean mutates = random % RATE == 0;
    // From 1 to 3 on in the circle of four.
    return mutates ? (int) ((base + 1 + random / RATE % 3) & 3) : base;
  }

  private long nextLong() {
    state += 0x9e3779b97f4a7c15L;
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
