/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.Arrays;

/**
 * The objects of a graph in the order in which they were met, and the number of each. Identity, not
 * equality, decides.
 *
 * <p>Used by one thread. Kept from one capture to the next for its memory; {@link #clear()} drops
 * all objects, so that it holds no dead generation alive.
 */
final class IdentityTable {
  private static final int SMALLEST = 1 << 10;

  private Object[] keys = new Object[SMALLEST];
  private int[] numbers = new int[SMALLEST];
  private Object[] objects = new Object[SMALLEST / 2];
  private TypeCodec[] codecs = new TypeCodec[SMALLEST / 2];
  private int size;

  /** The number of an object, or -1 where it is new. */
  int find(Object object) {
    int mask = keys.length - 1;
    for (int slot = slot(object, mask); keys[slot] != null; slot = (slot + 1) & mask) {
      if (keys[slot] == object) {
        return numbers[slot];
      }
    }
    return -1;
  }

  /** Numbers a new object. */
  int add(Object object, TypeCodec codec) {
    if (size == objects.length) {
      grow();
    }
    objects[size] = object;
    codecs[size] = codec;
    insert(object, size);
    return size++;
  }

  private void insert(Object object, int number) {
    int mask = keys.length - 1;
    int slot = slot(object, mask);
    while (keys[slot] != null) {
      slot = (slot + 1) & mask;
    }
    keys[slot] = object;
    numbers[slot] = number;
  }

  private static int slot(Object object, int mask) {
    int hash = System.identityHashCode(object) * 0x9E3779B9;
    return (hash ^ hash >>> 15) & mask;
  }

  private void grow() {
    int capacity = Math.multiplyExact(keys.length, 2);
    keys = new Object[capacity];
    numbers = new int[capacity];
    objects = Arrays.copyOf(objects, capacity / 2);
    codecs = Arrays.copyOf(codecs, capacity / 2);
    for (int i = 0; i < size; i++) {
      insert(objects[i], i);
    }
  }

  Object object(int number) {
    return objects[number];
  }

  TypeCodec codec(int number) {
    return codecs[number];
  }

  int size() {
    return size;
  }

  void clear() {
    Arrays.fill(keys, null);
    Arrays.fill(objects, 0, size, null);
    Arrays.fill(codecs, 0, size, null);
    size = 0;
  }
}
