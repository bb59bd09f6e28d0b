/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.lang.reflect.Array;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Large arrays that an object has into which a run is resumed. Each is given once, to a stored
 * array of its class and length, in the order in which those are met in both graphs.
 */
final class ReusableArrays {
  private record Shape(Class<?> type, int length) {}

  private final Map<Shape, Queue<Object>> free = new HashMap<>();

  ReusableArrays(List<Object> arrays) {
    for (Object array : arrays) {
      Shape shape = new Shape(array.getClass(), Array.getLength(array));
      free.computeIfAbsent(shape, unused -> new ArrayDeque<>()).add(array);
    }
  }

  Optional<Object> take(Class<?> type, int length) {
    return Optional.ofNullable(free.get(new Shape(type, length))).map(Queue::poll);
  }
}
