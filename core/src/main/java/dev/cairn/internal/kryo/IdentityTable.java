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
 * <p>The table holds numbers, not references: a reference stored at a random place of a large old
 * array costs the collector's write barrier and a card, which is more than the look-up. A slot is
 * the identity hash in its upper half and the number plus one in its lower; 0 is free. 8 bytes a
 * slot at a load of at most one half, beside 8 for the object and its codec with compressed
 * references.
 *
 * <p>Used by one thread. Kept from one capture to the next for its memory; {@link #clear()} drops
 * all objects, so that it holds no dead generation alive.
 */
final class IdentityTable {
  private static final int SMALLEST = 1 << 10;

  private long[] slots = new long[SMALLEST];
  private Object[] objects = new Object[SMALLEST / 2];
  private TypeCodec[] codecs = new TypeCodec[SMALLEST / 2];
  private int size;

  /** The number of an object, or -1 where it is new. */
  int find(Object object) {
    int hash = System.identityHashCode(object);
    int mask = slots.length - 1;
    for (int at = place(hash, mask); slots[at] != 0; at = (at + 1) & mask) {
      long slot = slots[at];
      if ((int) (slot >>> 32) == hash && objects[(int) slot - 1] == object) {
        return (int) slot - 1;
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
    insert(System.identityHashCode(object), size);
    return size++;
  }

  private void insert(int hash, int number) {
    int mask = slots.length - 1;
    int at = place(hash, mask);
    while (slots[at] != 0) {
      at = (at + 1) & mask;
    }
    slots[at] = (long) hash << 32 | (number + 1);
  }

  private static int place(int identityHash, int mask) {
    int hash = identityHash * 0x9E3779B9;
    return (hash ^ hash >>> 15) & mask;
  }

  private void grow() {
    long[] before = slots;
    slots = new long[Math.multiplyExact(before.length, 2)];
    objects = Arrays.copyOf(objects, slots.length / 2);
    codecs = Arrays.copyOf(codecs, slots.length / 2);
    for (long slot : before) {
      if (slot != 0) {
        insert((int) (slot >>> 32), (int) slot - 1);
      }
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
    Arrays.fill(slots, 0);
    Arrays.fill(objects, 0, size, null);
    Arrays.fill(codecs, 0, size, null);
    size = 0;
  }
}
