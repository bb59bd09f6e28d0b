/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tells keys whose hash is another one in each JVM, although the same constant or class has the
 * same within one: enum constants, classes, and what hashes them. Stateless.
 */
final class IdentityHashes {
  /** So many keys of a collection are looked at: mostly they are of one kind. */
  private static final int LOOKED_AT = 16;

  private static final int DEEPEST = 4;

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

  /** True where some of the first keys may hash otherwise in another JVM. */
  static boolean mayBeIn(Collection<?> keys) {
    int count = 0;
    for (Object key : keys) {
      if (count++ == LOOKED_AT) {
        return false;
      } else if (mayDiffer(key, 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayDiffer(Object key, int depth) {
    if (key == null || depth == DEEPEST) {
      return false;
    } else if (key instanceof Enum<?> || key instanceof Class<?> || key instanceof MathContext) {
      return true;
    }
    return contents(key).stream().anyMatch(part -> mayDiffer(part, depth + 1));
  }

  private static Collection<?> contents(Object key) {
    if (key instanceof Optional<?> optional) {
      return optional.stream().toList();
    } else if (key instanceof Map.Entry<?, ?> entry) {
      List<Object> both = new ArrayList<>(2);
      both.add(entry.getKey());
      both.add(entry.getValue());
      return both;
    } else if (GraphComparator.isPlatform(key.getClass())) {
      return key instanceof Collection<?> all ? first(all) : List.of();
    }
    return isByIdentity(key.getClass()) ? List.of() : fieldsOf(key);
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
        if (!primitive && !Modifier.isStatic(field.getModifiers()) && open(field)) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  static boolean open(Field field) {
    try {
      field.setAccessible(true);
      return true;
    } catch (InaccessibleObjectException e) {
      return false;
    }
  }
}
