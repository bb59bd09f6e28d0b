/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The objects of a graph in the order in which they were met, and the number of each. Identity, not
 * equality, decides.
 *
 * <p>A look-up in a table much larger than the caches costs more than all else that is done for a
 * small object. So it is avoided, in two ways.
 *
 * <p><b>Prediction.</b> The identity hashes of the last capture, in the order in which its objects
 * were met, predict those of this one: where the next object has the hash that was next the last
 * time, it is met for the first time. That is exact: a hash that two objects had is never
 * predicted, and every object met, predicted or not, takes the place of the one that had its hash,
 * so that a place not yet taken proves that no object with this hash was met. Objects are compared
 * by reference wherever one is found again. From one capture to the next only hashes are kept, so
 * that no object is kept alive.
 *
 * <p><b>Strides.</b> What lies side by side mostly refers to what lies side by side: the next cell
 * of a grid to the next neighbours, a second list to the same objects. So the number behind the one
 * that was found last at the same place of a body is tried before an object is looked for.
 *
 * <p><b>Lone objects.</b> A small object of a kind that mostly has one reference, and that refers
 * to nothing or to few others, is not looked up: it gets a number each time it is met. Once the
 * program goes on, {@link #settle} finds those that got two, and gives them as {@link Aliases}.
 *
 * <p>An index is a place in the sequence of the last capture, or behind it for an object that was
 * not part of it. {@code links} has for each index the hash that is expected there, or the
 * complement of the number of the object that took it.
 *
 * <p>Used by one thread at a time: {@link #find} and {@link #add} while the program waits, {@link
 * #settle} once it goes on.
 */
final class ObjectTable {
  private static final int SMALLEST = 1 << 10;

  /** So many more lone objects than last time get a number each time they are met. */
  private static final int MORE_LONE = 1 << 16;

  /** Numbers found a moment ago are mostly wanted again. */
  private static final int RECENT = 1 << 13;

  /** So many slots are fetched from memory side by side. */
  private static final int BATCH = 64;

  /** As far ahead the sequence goes on where an object was found there; else it has moved. */
  private static final int NEAR = 1 << 10;

  /** Stands in the sequence for an object whose hash another one has as well. */
  private static final int NEVER = 0;

  private static final int NONE = -1;

  /** Places of a body; all references behind them share the last one. */
  private static final int PLACES = 16;

  private static final int NO_GUESS = Integer.MAX_VALUE;

  private final long[] recent = new long[RECENT];
  private final int[] guesses = new int[PLACES];
  private int place;

  private final Predicate<Object> lone;
  private final ObjectList objects;
  private HashSlots slots;
  private int[] links;

  /** Indices below are of the last capture. */
  private int predicted;

  /** The index expected next. */
  private int next;

  /** Where the last object was found that was not expected so soon. */
  private int strayed;

  private int indices;
  private int loneLimit;

  private int hash;
  private int foundIndex;
  private int freeSlot;

  /**
   * Creates an empty table.
   *
   * @param lone tells which objects are of a kind that need not be looked for
   */
  ObjectTable(Predicate<Object> lone) {
    this.lone = lone;
    objects = new ObjectList(SMALLEST);
    allocate(SMALLEST);
    strayed = NONE;
    Arrays.fill(guesses, NO_GUESS);
  }

  private void allocate(int indexCapacity) {
    slots = new HashSlots(indexCapacity);
    links = new int[indexCapacity];
  }

  /** Makes room for so many objects, of which none is known. */
  void makeRoom(int count) {
    int capacity = withReserve(count);
    objects.clear(capacity);
    allocate(capacity);
  }

  /** Keeps its memory where that is about right. */
  private void begin(int objectCapacity, int indexCapacity) {
    objects.clear(objectCapacity);
    if (indexCapacity > links.length || indexCapacity < links.length / 2) {
      allocate(indexCapacity);
    } else {
      slots.clear();
    }
    loneLimit = objectCapacity;
    predicted = 0;
    indices = 0;
    next = 0;
    strayed = NONE;
    Arrays.fill(guesses, NO_GUESS);
    place = 0;
  }

  private static int hashOf(Object object) {
    int hash = System.identityHashCode(object) & Integer.MAX_VALUE;
    return hash == NEVER ? 1 : hash;
  }

  /** True where a lone object may be added without having been looked for. */
  boolean takesLone() {
    return objects.size() < loneLimit;
  }

  /** As above, for so many. */
  boolean takesLone(int count) {
    return objects.size() + count <= loneLimit;
  }

  /** True where nothing is known yet of an earlier capture. */
  boolean isFirst() {
    return loneLimit == 0;
  }

  /** True for an object that was not looked for. */
  boolean isLone(int number) {
    return objects.isLone(number);
  }

  /** Numbers an object that was not looked for, as {@link #add}. */
  int addLone(Object object, boolean whole) {
    return objects.addLone(object, whole);
  }

  /** True while objects are still expected. */
  boolean isPredicting() {
    return next < predicted;
  }

  /** Says that an object will be looked for soon. */
  void touch(Object object) {
    slots.touch(hashOf(object));
  }

  /** The body of another object begins. */
  void beginBody() {
    place = 0;
  }

  /** The number of an object, or -1 where it is new: then it may be added. */
  int find(Object object) {
    int at = place;
    place = Math.min(at + 1, PLACES - 1);
    int guess = guesses[at];
    if (guess < objects.size() && objects.get(guess) == object) {
      guesses[at] = guess + 1;
      return guess;
    }
    int number = lookFor(object);
    guesses[at] = number >= 0 ? number + 1 : NO_GUESS;
    return number;
  }

  private int lookFor(Object object) {
    hash = hashOf(object);
    int index = next;
    if (index < predicted) {
      if (links[index] == hash) {
        foundIndex = index;
        return NONE;
      }
      // One was put in the place of another.
      if (index + 1 < predicted && links[index + 1] == hash) {
        foundIndex = index + 1;
        return NONE;
      }
    }
    long seen = recent[hash & (RECENT - 1)];
    int number = (int) seen;
    if ((int) (seen >>> 32) == hash && number < objects.size() && objects.get(number) == object) {
      return number;
    }
    return search(object);
  }

  private int search(Object object) {
    HashSlots table = slots;
    int at = table.first(hash);
    for (; table.isTaken(at); at = table.next(at, hash)) {
      int index = table.number(at);
      int link = links[index];
      if (link == hash) {
        foundIndex = index;
        return NONE;
      } else if (link < 0 && objects.get(~link) == object) {
        remember(~link);
        return ~link;
      }
    }
    foundIndex = NONE;
    freeSlot = at;
    return NONE;
  }

  private void remember(int number) {
    recent[hash & (RECENT - 1)] = ((long) hash << 32) | number;
  }

  /**
   * Numbers the object that was not found just now.
   *
   * @param object the object
   * @param whole true where it is written as it is met: {@link #nextOpen} passes it over
   * @return its number
   */
  int add(Object object, boolean whole) {
    int number = objects.add(object, whole);
    if (foundIndex >= 0) {
      links[foundIndex] = ~number;
      follow(foundIndex);
    } else {
      if (indices == links.length) {
        forgetExpected(number);
        search(object);
      }
      append(number);
    }
    remember(number);
    return number;
  }

  private void append(int number) {
    links[indices] = ~number;
    slots.put(freeSlot, hash, indices++);
  }

  /** Goes on behind an object that was found, unless it alone has moved. */
  private void follow(int index) {
    int skipped = index - next;
    if ((skipped >= 0 && skipped < NEAR) || index == strayed + 1) {
      next = index + 1;
    } else {
      strayed = index;
    }
  }

  /** More is new than was expected: goes on with what was met, without a prediction. */
  private void forgetExpected(int met) {
    if (2L * met > links.length) {
      allocate(Math.multiplyExact(met, 2));
    } else {
      slots.clear();
    }
    predicted = 0;
    indices = 0;
    int[] batch = new int[BATCH];
    for (int i = 0; i < met; ) {
      int count = 0;
      for (; i < met && count < BATCH; i++) {
        if (!objects.isLone(i)) {
          int known = hashOf(objects.get(i));
          slots.touch(known);
          batch[count++] = known;
          links[indices + count - 1] = ~i;
        }
      }
      for (int k = 0; k < count; k++) {
        slots.add(batch[k], indices++);
      }
    }
  }

  Object object(int number) {
    return objects.get(number);
  }

  int size() {
    return objects.size();
  }

  /** The lowest number, not below the given one, of an object not yet whole; or {@link #size}. */
  int nextOpen(int from) {
    return objects.nextOpen(from);
  }

  /** The memory that this takes on the heap. */
  long bytes() {
    return objects.bytes()
        + slots.bytes()
        + (long) links.length * Integer.BYTES
        + (long) RECENT * Long.BYTES;
  }

  /**
   * Forgets the objects, and expects the same ones next time. To be called while the program goes
   * on: it takes a while.
   *
   * @param twice is given each lone object that was there already
   * @return what stands for one object twice
   */
  Aliases settle(Consumer<Object> twice) {
    int[] hashes = hashes(objects);
    Aliases aliases = Aliases.find(objects, hashes, lone, twice);
    int expected = 0;
    for (int i = 0; i < hashes.length; i++) {
      if (!objects.isLone(i)) {
        hashes[expected++] = hashes[i];
      }
    }
    begin(withReserve(objects.size()) + MORE_LONE, withReserve(expected));
    for (int from = 0; from < expected; from += BATCH) {
      int to = Math.min(expected, from + BATCH);
      for (int i = from; i < to; i++) {
        slots.touch(hashes[i]);
      }
      for (int i = from; i < to; i++) {
        expect(i, hashes[i]);
      }
    }
    predicted = expected;
    indices = expected;
    return aliases;
  }

  private static int withReserve(int count) {
    return Math.max(SMALLEST, Math.addExact(count, count / 16));
  }

  private static int[] hashes(ObjectList met) {
    int[] hashes = new int[met.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = hashOf(met.get(i));
    }
    return hashes;
  }

  /** A hash that is there already is not expected again. */
  private void expect(int index, int expected) {
    int at = slots.first(expected);
    while (slots.isTaken(at) && links[slots.number(at)] != expected) {
      at = slots.next(at, expected);
    }
    if (slots.isTaken(at)) {
      links[index] = NEVER;
    } else {
      links[index] = expected;
      slots.put(at, expected, index);
    }
  }
}
