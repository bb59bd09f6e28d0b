/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.MathContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells keys whose hash is another one in each JVM, although the same constant or class has the
 * same within one: enum constants, classes, and what hashes them. Stateless.
 */
public final class IdentityHashes {
  /** So many keys of a collection are looked at: mostly they are of one kind. */
  private static final int LOOKED_AT = 16;

  /** True for classes that do not say how they hash, or say that it is by identity. */
  private static final ClassValue<Boolean> BY_IDENTITY =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          try {
            Class<?> declaredIn = type.getMethod("hashCode").getDeclaringClass();
            return declaredIn == Object.class || declaredIn == Enum.class;
          } catch (NoSuchMethodException e) {
            return true;
          }
        }
      };

  /** The fields that a class of the program may hash. */
  private static final ClassValue<List<Field>> FIELDS =
      new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
          return referencesIn(type);
        }
      };

  private IdentityHashes() {}

  static boolean isByIdentity(Class<?> type) {
    return BY_IDENTITY.get(type);
  }

  /** True where a key hashes by identity, or holds a constant that does. */
  public static boolean isOrHashesOne(Object key) {
    return isByIdentity(key.getClass()) || mayBeIn(List.of(key));
  }

  /** True where some of the first keys may hash otherwise in another JVM. */
  static boolean mayBeIn(Collection<?> keys) {
    Deque<Object> toLookAt = new ArrayDeque<>();
    add(first(keys), toLookAt);
    for (int count = 0; count < LOOKED_AT * LOOKED_AT && !toLookAt.isEmpty(); count++) {
      Object key = toLookAt.poll();
      if (key instanceof Enum<?> || key instanceof Class<?> || key instanceof MathContext) {
        return true;
      }
      add(contents(key), toLookAt);
    }
    return false;
  }

  private static void add(Collection<?> contents, Deque<Object> toLookAt) {
    for (Object part : contents) {
      if (part != null) {
        toLookAt.add(part);
      }
    }
  }

  private static Collection<?> contents(Object key) {
    if (!GraphComparator.isPlatform(key.getClass())) {
      return isByIdentity(key.getClass()) ? List.of() : fieldsOf(key);
    } else if (key instanceof Optional<?> optional) {
      return optional.stream().toList();
    } else if (key instanceof Map.Entry<?, ?> entry) {
      return Arrays.asList(entry.getKey(), entry.getValue());
    }
    return key instanceof Collection<?> all ? first(all) : List.of();
  }

  private static Collection<?> first(Collection<?> all) {
    return all.stream().limit(LOOKED_AT).toList();
  }

  private static List<Object> fieldsOf(Object key) {
    List<Object> values = new ArrayList<>();
    try {
      for (Field field : FIELDS.get(key.getClass())) {
        values.add(field.get(key));
      }
      return values;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Field> referencesIn(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> at = type;
        at != null && !GraphComparator.isPlatform(at);
        at = at.getSuperclass()) {
      for (Field field : at.getDeclaredFields()) {
        boolean primitive = field.getType().isPrimitive();
        if (!primitive
            && !Modifier.isStatic(field.getModifiers())
            && AccessibleFields.open(field)) {
          fields.add(field);
        }
      }
    }
    return fields;
  }
}
