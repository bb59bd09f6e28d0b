/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import dev.cairn.Checkpointed;
import java.util.random.RandomGenerator;

/**
 * A generator whose state is four plain fields, since those of the JDK's java.util.random cannot be
 * saved: xoshiro256++ (D. Blackman, S. Vigna, Scrambled linear pseudorandom number generators, ACM
 * TOMS 47(4), 2021).
 */
@Checkpointed
final class PlainRandom implements RandomGenerator {
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private long a;
  private long b;
  private long c;
  private long d;

  PlainRandom(long seed) {
    long state = seed;
    a = mix(state += GOLDEN);
    b = mix(state += GOLDEN);
    c = mix(state += GOLDEN);
    d = mix(state + GOLDEN);
  }

  /** SplitMix64, which the authors recommend for seeding. */
  private static long mix(long state) {
    long mixed = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  @Override
  public long nextLong() {
    long result = Long.rotateLeft(a + d, 23) + a;
    long shifted = b << 17;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = Long.rotateLeft(d, 45);
    return result;
  }
}
