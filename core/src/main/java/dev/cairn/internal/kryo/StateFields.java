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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

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

  /** The fields of one class of a hierarchy alone. */
  static StateFields ofLevel(Class<?> type) {
    List<Field> fields = ClassPolicy.isPlatform(type.getName()) ? List.of() : stateOf(type);
    fields.forEach(StateFields::open);
    return new StateFields(fields, false);
  }

  /** The fields of a class of the program, and of its superclasses up to one of the JDK. */
  static StateFields below(Class<?> type, Class<?> platform) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> at = type; at != platform; at = at.getSuperclass()) {
      fields.addAll(0, stateOf(at));
    }
    fields.forEach(StateFields::open);
    return new StateFields(List.copyOf(fields), false);
  }

  /** The fields of an enum that can change; those of a constant's own class are refused. */
  static StateFields changingIn(Class<?> type) {
    if (ClassPolicy.isPlatform(type.getName())) {
      return new StateFields(List.of(), false);
    }
    List<Field> fields =
        stateOf(type).stream().filter(field -> !Modifier.isFinal(field.getModifiers())).toList();
    for (Object constant : constantsOf(type)) {
      for (Field field : constant.getClass().getDeclaredFields()) {
        boolean own = constant.getClass() != type && !Modifier.isStatic(field.getModifiers());
        if (own && !Modifier.isFinal(field.getModifiers()) && !field.isSynthetic()) {
          throw new UnsupportedStateException(
              "the enum constant "
                  + constant
                  + " of "
                  + type.getName()
                  + " has the field "
                  + field.getName()
                  + " of its own, which can change and would not come back; keep it in the enum");
        }
      }
    }
    fields.forEach(StateFields::open);
    return new StateFields(fields, false);
  }

  private static Object[] constantsOf(Class<?> type) {
    return type.getEnumConstants();
  }

  /** The values of an object by the names of its fields; primitive ones boxed. */
  Map<String, Object> values(Object object) {
    Map<String, Object> values = new LinkedHashMap<>();
    try {
      for (Field field : fields) {
        values.put(field.getName(), field.get(object));
      }
      return values;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sets what there is a value for.
   *
   * @param changed is told of values that go elsewhere, or nowhere
   */
  void set(Object object, Map<String, Object> values, Consumer<String> changed) {
    Map<String, Object> left = new LinkedHashMap<>(values);
    try {
      for (Field field : fields) {
        for (String name : values.keySet()) {
          // A name that was given to another field: the one that says so comes first.
          if (!values.containsKey(field.getName()) && StoredShape.wasCalled(field, name)) {
            field.set(object, left.remove(name));
            changed.accept(
                object.getClass().getName() + ": " + name + " is now " + field.getName());
          }
        }
      }
      for (Field field : fields) {
        if (left.containsKey(field.getName())) {
          field.set(object, left.remove(field.getName()));
        }
      }
      left.keySet()
          .forEach(
              name ->
                  changed.accept(
                      object.getClass().getName()
                          + ": "
                          + name
                          + " is no longer there, its value is dropped"));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  void forEachReference(Object object, Consumer<Object> action) {
    try {
      for (Field field : fields) {
        if (!field.getType().isPrimitive()) {
          action.accept(field.get(object));
        }
      }
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
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
