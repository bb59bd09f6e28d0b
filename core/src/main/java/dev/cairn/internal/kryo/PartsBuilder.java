/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.kryo.Completion.Pending;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Builds the objects of a graph that have no setters, each from its parts: early, from parts that
 * are there but may not be filled, or late, from whole ones.
 *
 * <p>Used by one thread, for one graph.
 */
final class PartsBuilder {
  private final GraphReader reader;
  private final TypeCodec[] codecs;
  private final Object[] objects;
  private final Completion completion;
  private final Map<Integer, Object[]> unbuilt = new LinkedHashMap<>();
  private final BitSet late = new BitSet();

  /** Those whose constructors want whole parts, although others of their kind do not. */
  private final BitSet wanted = new BitSet();

  /**
   * Creates a builder.
   *
   * @param reader reads the parts
   * @param codecs of the objects, by number
   * @param objects by number; null where one is not there yet
   * @param completion takes the steps that come later
   */
  PartsBuilder(GraphReader reader, TypeCodec[] codecs, Object[] objects, Completion completion) {
    this.reader = reader;
    this.codecs = codecs;
    this.objects = objects;
    this.completion = completion;
  }

  /** Reads the parts of all, and builds those that can be built before anything is filled. */
  void buildAll() {
    for (int i = 0; i < objects.length; i++) {
      late.set(i, codecs[i].needsWholeParts() && !reader.isAlias(i));
    }
    for (int i = 0; i < objects.length; i++) {
      if (codecs[i].isBuilt()) {
        Object[] parts = codecs[i].readParts(reader);
        if (!reader.isAlias(i)) {
          unbuilt.put(i, parts);
        }
      }
    }
    // What is met later is mostly a part of what was met before: build backwards.
    for (int i = objects.length - 1; i >= 0; i--) {
      if (unbuilt.containsKey(i) && !late.get(i)) {
        buildEarly(i);
      }
    }
    for (int i = late.nextSetBit(0); i >= 0; i = late.nextSetBit(i + 1)) {
      int number = i;
      boolean deep = codecs[number].needsWholeParts() || wanted.get(number);
      completion.build(number, unbuilt.get(number), deep, () -> buildLate(number));
    }
  }

  private void buildEarly(int first) {
    Deque<Integer> stack = new ArrayDeque<>();
    stack.push(first);
    while (!stack.isEmpty()) {
      int number = stack.peek();
      int missing = resolve(unbuilt.get(number));
      if (missing < 0) {
        buildEarlyOrLate(number);
        stack.pop();
      } else if (late.get(missing)) {
        late.set(number);
        stack.pop();
      } else {
        reader.require(stack.size() <= objects.length, "cycle of objects without setters", number);
        stack.push(missing);
      }
    }
  }

  private void buildEarlyOrLate(int number) {
    Object[] builtFrom = unbuilt.get(number);
    Object built = codecs[number].buildEarly(builtFrom, reader);
    if (built == null) {
      late.set(number);
      wanted.set(number);
      return;
    }
    unbuilt.remove(number);
    objects[number] = built;
    if (!codecs[number].tellsItsParts()) {
      completion.builtFrom(built, builtFrom);
    }
  }

  /** Resolves the parts that can be; returns the number of one that cannot, or -1. */
  int resolve(Object[] parts) {
    completion.resolve(parts);
    for (Object part : parts) {
      if (part instanceof Pending pending) {
        return pending.number();
      }
    }
    return -1;
  }

  private void buildLate(int number) {
    Object[] parts = unbuilt.get(number);
    int missing = resolve(parts);
    if (missing >= 0) {
      // It is part of what that one needs; so that one is built first.
      completion.whenBuilt(new Pending(missing), parts, (owner, built) -> buildLate(number));
      return;
    }
    unbuilt.remove(number);
    Object built = codecs[number].build(parts, reader);
    objects[number] = built;
    completion.builtFrom(built, parts);
    completion.built(number);
  }

  /** Throws where two objects are each built from the other. */
  void requireAllBuilt() {
    if (!unbuilt.isEmpty()) {
      int number = unbuilt.keySet().iterator().next();
      int missing = resolve(unbuilt.get(number));
      throw new UnsupportedStateException(
          reader.describe()
              + ": a "
              + codecs[number].entry().name()
              + " and a "
              + codecs[missing].entry().name()
              + " are each built from the other, which cannot be undone; break the circle");
    }
  }
}
