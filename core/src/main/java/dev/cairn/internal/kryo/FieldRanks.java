/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How deep the classes of the program are nested by the types of their fields, and of the elements
 * of their arrays: 0 where a class has only primitives, otherwise one more than the deepest class
 * within it. A class within itself counts as nothing there, so that a chain of objects of one class
 * is no deeper than one of them.
 */
final class FieldRanks {
  /** Deeper ones are always looked for. */
  private static final int DEEPEST = 8;

  private FieldRanks() {}

  static int of(Class<?> type) {
    int rank = of(type, new HashSet<>());
    return rank <= DEEPEST ? rank : Integer.MAX_VALUE;
  }

  private static int of(Class<?> type, Set<Class<?>> within) {
    if (type.isInterface() || isPlatform(type) || within.size() > DEEPEST || !within.add(type)) {
      return 0;
    }
    int rank = 0;
    for (Class<?> inner : type.isArray() ? List.of(type.getComponentType()) : fieldTypes(type)) {
      if (!inner.isPrimitive()) {
        rank = Math.max(rank, 1 + of(inner, within));
      }
    }
    within.remove(type);
    return rank;
  }

  private static boolean isPlatform(Class<?> type) {
    return !type.isArray() && ClassPolicy.isPlatform(type.getName());
  }

  private static List<Class<?>> fieldTypes(Class<?> type) {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> at = type; !isPlatform(at); at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !Modifier.isTransient(field.getModifiers())) {
          types.add(field.getType());
        }
      }
    }
    return types;
  }
}
