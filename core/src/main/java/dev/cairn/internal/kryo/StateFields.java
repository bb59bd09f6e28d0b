/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.Checkpointed;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * The fields of a class that are its state, those of superclasses first, otherwise by name: the
 * order in which reflection gives them is nowhere promised. Immutable.
 *
 * @param fields the fields, accessible
 * @param partial true where only the fields marked {@link Checkpointed} are state
 */
record StateFields(List<Field> fields, boolean partial) {
  /** Superclasses of the JDK that have no state of their own. */
  private static final Set<String> STATELESS =
      Set.of(
          "java.lang.Object",
          "java.lang.Record",
          "java.lang.Number",
          "java.util.AbstractCollection",
          "java.util.AbstractList",
          "java.util.AbstractSequentialList",
          "java.util.AbstractSet",
          "java.util.AbstractMap",
          "java.util.AbstractQueue");

  static StateFields of(Class<?> type) {
    List<Field> all = new ArrayList<>();
    boolean marked = type.isAnnotationPresent(Checkpointed.class);
    for (Class<?> at = type; !STATELESS.contains(at.getName()); at = at.getSuperclass()) {
      if (ClassPolicy.isPlatform(at.getName())) {
        throw new UnsupportedStateException(
            type.getName()
                + " extends "
                + at.getName()
                + ", whose own state the JVM closes to us; "
                + "hold a "
                + at.getSimpleName()
                + " in a field instead of extending it");
      }
      all.addAll(0, stateOf(at));
    }
    List<Field> chosen = all.stream().filter(StateFields::isMarked).toList();
    boolean partial = !marked && !chosen.isEmpty();
    List<Field> fields = partial ? chosen : List.copyOf(all);
    fields.forEach(StateFields::open);
    return new StateFields(fields, partial);
  }

  private static List<Field> stateOf(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .filter(field -> !Modifier.isTransient(field.getModifiers()))
        .sorted(Comparator.comparing(Field::getName))
        .toList();
  }

  private static boolean isMarked(Field field) {
    return field.isAnnotationPresent(Checkpointed.class);
  }

  private static void open(Field field) {
    try {
      field.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw ModuleAccess.refused(field.getDeclaringClass(), e);
    }
  }

  List<TypeEntry.Field> entries() {
    return fields.stream().map(StateFields::entry).toList();
  }

  private static TypeEntry.Field entry(Field field) {
    return new TypeEntry.Field(
        field.getDeclaringClass().getName(), field.getName(), field.getType().getName());
  }
}
