/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.function.IntConsumer;

/**
 * Numbers of seven bits a byte, the lowest first, the highest bit set where another byte follows;
 * signed ones as zigzag.
 */
final class Numbers {
  private Numbers() {}

  /** Where bytes are read from. */
  interface Source<E extends Exception> {
    /** The next byte, from 0 to 255; -1 where there is none. */
    int next() throws E;
  }

  static void put(long number, IntConsumer target) {
    long left = number;
    while (left >>> 7 != 0) {
      target.accept((int) (left & 0x7f) | 0x80);
      left >>>= 7;
    }
    target.accept((int) left);
  }

  /** The next number, of at most 63 bits; -1 where there is none. */
  static <E extends Exception> long get(Source<E> source) throws E {
    long number = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = source.next();
      if (next < 0) {
        return -1;
      }
      number |= (long) (next & 0x7f) << shift;
      if (next < 0x80) {
        return number;
      }
    }
    return -1;
  }

  static long zigzag(long signed) {
    return (signed << 1) ^ (signed >> 63);
  }

  static long signed(long zigzag) {
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }
}
