/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.Arrays;

/**
 * A hash table of small numbers, such as the places of objects in an array, with some bits of the
 * hash beside each: four bytes a slot, of which at most five in eight are taken. What the numbers
 * stand for, and whether it is equal, is for the caller to know:
 *
 * <pre>{@code
 * int at = slots.first(hash);
 * while (slots.isTaken(at) && !isIt(slots.number(at))) {
 *   at = slots.next(at, hash);
 * }
 * }</pre>
 *
 * <p>Used by one thread.
 */
final class HashSlots {
  private static final int FREE = 0;

  private final int[] slots;
  private final int tagMask;

  /** Nobody reads it; without it the compiler would see that nobody does. */
  @SuppressWarnings("UnusedVariable")
  private int touched;

  /** Room for so many numbers, each below that. */
  HashSlots(int capacity) {
    this.slots = new int[Math.toIntExact(capacity * 8L / 5 + 1)];
    // What the bits of a number, plus one, leave of a slot.
    this.tagMask = -1 << (Integer.SIZE - Integer.numberOfLeadingZeros(capacity));
  }

  /** The first slot for a hash that is free, or may be of this hash. */
  int first(int hash) {
    return seek(place(hash), tag(hash));
  }

  /** The next such slot. */
  int next(int at, int hash) {
    return seek(after(at), tag(hash));
  }

  private int seek(int from, int tag) {
    int at = from;
    while (slots[at] != FREE && (slots[at] & tagMask) != tag) {
      at = after(at);
    }
    return at;
  }

  private int after(int at) {
    return at + 1 == slots.length ? 0 : at + 1;
  }

  boolean isTaken(int at) {
    return slots[at] != FREE;
  }

  int number(int at) {
    return (slots[at] & ~tagMask) - 1;
  }

  /** Takes a free slot. */
  void put(int at, int hash, int number) {
    slots[at] = tag(hash) | (number + 1);
  }

  /** Adds a number that is known not to be there. */
  void add(int hash, int number) {
    int at = place(hash);
    while (isTaken(at)) {
      at = after(at);
    }
    put(at, hash, number);
  }

  /** Has the processor fetch the slots of a hash: of several in a row all are fetched at once. */
  void touch(int hash) {
    touched ^= slots[place(hash)];
  }

  /** The memory that this takes. */
  long bytes() {
    return (long) slots.length * Integer.BYTES;
  }

  void clear() {
    Arrays.fill(slots, FREE);
  }

  private int place(int hash) {
    return (int) ((Integer.toUnsignedLong(hash * 0x9E3779B9) * slots.length) >>> Integer.SIZE);
  }

  private int tag(int hash) {
    return (hash * 0x85EBCA6B) & tagMask;
  }
}
