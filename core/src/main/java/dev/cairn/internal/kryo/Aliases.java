/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Numbers that stand for an object that has a lower number as well. Immutable once found.
 *
 * <p>While the program waits, lone objects are written each time they are met; that two of them are
 * one is found out here, once it goes on.
 */
final class Aliases {
  private int[] pairs = new int[16];
  private int count;

  private Aliases() {}

  /**
   * Finds them.
   *
   * @param met all objects
   * @param hashes the identity hash of each
   * @param lone tells which were of a kind that can be there twice
   * @param twice is given each object that was there already
   */
  static Aliases find(
      ObjectList met, int[] hashes, Predicate<Object> lone, Consumer<Object> twice) {
    Aliases aliases = new Aliases();
    HashSlots slots = new HashSlots(Math.max(1, hashes.length));
    for (int i = 0; i < hashes.length; i++) {
      if (!met.isLone(i) && !lone.test(met.get(i))) {
        continue;
      }
      int at = slots.first(hashes[i]);
      while (slots.isTaken(at) && met.get(slots.number(at)) != met.get(i)) {
        at = slots.next(at, hashes[i]);
      }
      if (slots.isTaken(at)) {
        aliases.add(i, slots.number(at));
        twice.accept(met.get(i));
      } else {
        slots.put(at, hashes[i], i);
      }
    }
    return aliases;
  }

  private void add(int alias, int number) {
    if (2 * count == pairs.length) {
      pairs = Arrays.copyOf(pairs, 4 * count);
    }
    pairs[2 * count] = alias;
    pairs[2 * count + 1] = number;
    count++;
  }

  /** Writes how many there are, then for each the distances to the one before and to its number. */
  void write(GraphOutput output) {
    output.writeUnsigned(count);
    int before = 0;
    for (int i = 0; i < count; i++) {
      output.writeUnsigned(pairs[2 * i] - before);
      output.writeUnsigned(pairs[2 * i] - pairs[2 * i + 1]);
      before = pairs[2 * i];
    }
  }
}
