/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;

/**
 * A part of staging memory, seen as elements of each type, so that an array is copied into it in
 * bulk without an object being made. Different places are written by different threads.
 */
final class StagingChunk {
  private final long start;
  private final ByteBuffer bytes;
  private final ShortBuffer shorts;
  private final CharBuffer chars;
  private final IntBuffer ints;
  private final FloatBuffer floats;
  private final LongBuffer longs;
  private final DoubleBuffer doubles;

  /**
   * Allocates it, zeroed: its pages are there after that.
   *
   * @param start how many bytes of staging memory stand before it
   * @param size its bytes, a multiple of eight
   */
  StagingChunk(long start, int size) {
    this.start = start;
    this.bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    this.shorts = bytes.asShortBuffer();
    this.chars = bytes.asCharBuffer();
    this.ints = bytes.asIntBuffer();
    this.floats = bytes.asFloatBuffer();
    this.longs = bytes.asLongBuffer();
    this.doubles = bytes.asDoubleBuffer();
  }

  long start() {
    return start;
  }

  long end() {
    return start + bytes.capacity();
  }

  /** Its bytes from an address on, at most so many. */
  ByteBuffer slice(long address, long atMost) {
    return bytes.slice((int) (address - start), (int) Math.min(atMost, end() - address));
  }

  /**
   * Copies elements to an address, which is a multiple of their width; as many as fit.
   *
   * @return how many
   */
  int put(long address, Object array, int from, int count, int elementBytes) {
    int some = (int) Math.min(count, (end() - address) / elementBytes);
    int at = (int) (address - start) / elementBytes;
    if (array instanceof double[] elements) {
      doubles.put(at, elements, from, some);
    } else if (array instanceof long[] elements) {
      longs.put(at, elements, from, some);
    } else if (array instanceof int[] elements) {
      ints.put(at, elements, from, some);
    } else if (array instanceof float[] elements) {
      floats.put(at, elements, from, some);
    } else if (array instanceof byte[] elements) {
      bytes.put(at, elements, from, some);
    } else if (array instanceof short[] elements) {
      shorts.put(at, elements, from, some);
    } else if (array instanceof char[] elements) {
      chars.put(at, elements, from, some);
    } else {
      boolean[] elements = (boolean[]) array;
      for (int i = 0; i < some; i++) {
        bytes.put(at + i, (byte) (elements[from + i] ? 1 : 0));
      }
    }
    return some;
  }
}
