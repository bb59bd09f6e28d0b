/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.StateMismatchException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * From a stored value to one that a field of another type can hold: wider numbers that lose
 * nothing, boxed and unboxed, and another collection of the JDK with the same elements. Stateless.
 */
final class Conversion {
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          char.class, Character.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class);

  /** Into what a number goes without losing a bit. */
  private static final Map<Class<?>, List<Class<?>>> WIDER =
      Map.of(
          Byte.class,
          List.of(Short.class, Integer.class, Long.class, Float.class, Double.class),
          Short.class,
          List.of(Integer.class, Long.class, Float.class, Double.class),
          Character.class,
          List.of(Integer.class, Long.class, Float.class, Double.class),
          Integer.class,
          List.of(Long.class, Double.class),
          Float.class,
          List.of(Double.class));

  private Conversion() {}

  /** True where a stored type may fit; of references the value decides. */
  static boolean fits(String stored, Class<?> now) {
    Class<?> from = basic(stored);
    Class<?> to = BOXED.getOrDefault(now, now);
    if (from == null) {
      return stored.equals("java.lang.Object") || (!now.isPrimitive() && !BOXED.containsValue(now));
    }
    return from == to
        || to.isAssignableFrom(from)
        || WIDER.getOrDefault(from, List.of()).contains(to);
  }

  /** The box of a primitive type, or of a boxed one; null for any other. */
  private static Class<?> basic(String stored) {
    for (Map.Entry<Class<?>, Class<?>> entry : BOXED.entrySet()) {
      if (entry.getKey().getName().equals(stored) || entry.getValue().getName().equals(stored)) {
        return entry.getValue();
      }
    }
    return null;
  }

  /**
   * Converts.
   *
   * @param value what was stored
   * @param now the type that is wanted
   * @param where the field, for the message
   * @param collections the collections that have become others
   * @param whole true where all that the value refers to is whole
   * @throws StateMismatchException where it cannot be
   */
  static Object convert(
      Object value, Class<?> now, String where, ConvertedCollections collections, boolean whole) {
    Class<?> to = BOXED.getOrDefault(now, now);
    if (value == null && now.isPrimitive()) {
      throw new StateMismatchException(
          where
              + " was stored as null, and is now a "
              + now
              + ", which cannot be null; give configure().migrate(...), or keep it boxed");
    } else if (value == null || to.isInstance(value)) {
      return value;
    } else if (WIDER.getOrDefault(value.getClass(), List.of()).contains(to)) {
      return widened(value, to);
    }
    boolean many = value instanceof Collection<?> || value instanceof Map<?, ?>;
    Object converted = many ? collections.of(value, now, whole, where) : null;
    if (converted == null) {
      throw cannot(value, now, where);
    }
    return converted;
  }

  private static Object widened(Object value, Class<?> to) {
    if (value instanceof Character c) {
      return widened((int) c, to, c);
    }
    Number number = (Number) value;
    return widened(number.longValue(), to, number);
  }

  private static Object widened(long whole, Class<?> to, Object value) {
    if (to == Double.class) {
      return value instanceof Float real ? (double) real : (Object) (double) whole;
    } else if (to == Float.class) {
      return (float) whole;
    } else if (to == Long.class) {
      return whole;
    } else if (to == Integer.class) {
      return (int) whole;
    }
    return (short) whole;
  }

  private static StateMismatchException cannot(Object value, Class<?> now, String where) {
    return new StateMismatchException(
        where
            + " was stored as a "
            + value.getClass().getName()
            + ", which cannot become a "
            + now.getName()
            + "; give configure().migrate(...), or start fresh with resume(NEVER)");
  }
}
