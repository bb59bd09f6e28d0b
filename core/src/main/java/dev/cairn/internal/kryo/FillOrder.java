/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Fills hash and sorted collections in an order in which each finds its keys and its comparator
 * whole: before a collection is filled, so is every other one that can be reached from what it will
 * hash or compare. Only where collections are each other's keys in a circle is there no such order.
 *
 * <p>Used by one thread, once.
 */
final class FillOrder {
  /**
   * A collection that is still empty.
   *
   * @param codec fills it
   * @param object the collection
   * @param contents what it will hold
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Filling(TypeCodec codec, Object object, Object[] contents) {}

  private final IdentityHashMap<Object, Filling> unfilled = new IdentityHashMap<>();
  private final IdentityHashMap<Object, Boolean> seen = new IdentityHashMap<>();
  private final IdentityHashMap<Class<?>, TypeCodec> codecs;
  private final List<Filling> fillings;

  FillOrder(List<Filling> fillings, IdentityHashMap<Class<?>, TypeCodec> codecs) {
    this.fillings = fillings;
    this.codecs = codecs;
    for (Filling filling : fillings) {
      unfilled.put(filling.object(), filling);
    }
  }

  void fillAll() {
    // What is met later is mostly inside what was met before.
    for (int i = fillings.size() - 1; i >= 0; i--) {
      fill(fillings.get(i));
    }
  }

  private void fill(Filling filling) {
    if (unfilled.remove(filling.object()) == null) {
      return;
    }
    Deque<Object> work = new ArrayDeque<>();
    pushAll(work, filling.contents());
    push(work, comparatorOf(filling.object()));
    while (!work.isEmpty()) {
      Object object = work.pop();
      Filling inner = unfilled.get(object);
      if (inner != null) {
        fill(inner);
      } else {
        TypeCodec codec = codecs.get(object.getClass());
        if (codec != null) {
          codec.forEachReference(object, reference -> push(work, reference));
        }
      }
    }
    filling.codec().fill(filling.object(), filling.contents());
  }

  private static Object comparatorOf(Object collection) {
    if (collection instanceof java.util.SortedMap<?, ?> map) {
      return map.comparator();
    } else if (collection instanceof java.util.SortedSet<?> set) {
      return set.comparator();
    } else if (collection instanceof java.util.PriorityQueue<?> queue) {
      return queue.comparator();
    }
    return null;
  }

  private void pushAll(Deque<Object> work, Object[] objects) {
    for (Object object : objects) {
      push(work, object);
    }
  }

  /** An object that was looked through once has nothing unfilled below it any more. */
  private void push(Deque<Object> work, Object object) {
    if (object != null && !PlainValues.isPlain(object) && seen.put(object, true) == null) {
      work.push(object);
    }
  }
}
