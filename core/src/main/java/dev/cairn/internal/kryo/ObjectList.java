/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.Arrays;

/** The objects of a graph by their numbers, with two bits for each. Used by one thread. */
final class ObjectList {
  /**
   * The objects met last come into an array that is young: a reference stored into an old one costs
   * the collector's barrier, about as much as all else that is done for a small object.
   */
  private static final int CHUNK = 1 << 10;

  private Object[] chunk;

  private int moved = -CHUNK;

  private Object[] objects;
  private long[] open;
  private long[] lone;
  private int size;

  ObjectList(int capacity) {
    allocate(capacity);
  }

  private void allocate(int capacity) {
    objects = new Object[capacity];
    open = new long[words(capacity)];
    lone = new long[words(capacity)];
  }

  /** Forgets all objects, and has room for so many. */
  void clear(int capacity) {
    if (capacity > objects.length || capacity < objects.length / 2) {
      allocate(capacity);
    } else {
      Arrays.fill(objects, 0, size, null);
      Arrays.fill(open, 0);
      Arrays.fill(lone, 0);
    }
    chunk = null;
    moved = -CHUNK;
    size = 0;
  }

  private static int words(int capacity) {
    return capacity / Long.SIZE + 1;
  }

  /**
   * Numbers an object.
   *
   * @param object the object
   * @param whole true where it is written as it is met: {@link #nextOpen} passes it over
   * @return its number
   */
  int add(Object object, boolean whole) {
    if (size == moved + CHUNK) {
      moveChunk();
    }
    if (size == objects.length) {
      grow();
    }
    int number = size++;
    chunk[number - moved] = object;
    if (!whole) {
      open[number / Long.SIZE] |= 1L << number;
    }
    return number;
  }

  /** Numbers an object that was not looked for. */
  int addLone(Object object, boolean whole) {
    int number = add(object, whole);
    lone[number / Long.SIZE] |= 1L << number;
    return number;
  }

  private void moveChunk() {
    if (chunk == null) {
      chunk = new Object[CHUNK];
    } else {
      System.arraycopy(chunk, 0, objects, moved, CHUNK);
    }
    moved = size;
  }

  private void grow() {
    int capacity = Math.multiplyExact(objects.length, 2);
    objects = Arrays.copyOf(objects, capacity);
    open = Arrays.copyOf(open, words(capacity));
    lone = Arrays.copyOf(lone, words(capacity));
  }

  Object get(int number) {
    return number < moved ? objects[number] : chunk[number - moved];
  }

  int size() {
    return size;
  }

  /** The memory that this takes, where references take four bytes. */
  long bytes() {
    return (long) objects.length * Integer.BYTES + 2L * open.length * Long.BYTES;
  }

  boolean isLone(int number) {
    return (lone[number / Long.SIZE] & 1L << number) != 0;
  }

  /** The lowest number, not below the given one, of an object not yet whole; or {@link #size}. */
  int nextOpen(int from) {
    int word = from / Long.SIZE;
    long bits = open[word] & (-1L << from);
    while (bits == 0) {
      if (++word * Long.SIZE >= size) {
        return size;
      }
      bits = open[word];
    }
    return word * Long.SIZE + Long.numberOfTrailingZeros(bits);
  }
}
