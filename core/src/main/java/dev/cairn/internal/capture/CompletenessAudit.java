/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.AfterRestore;
import dev.cairn.Checkpointed;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Names what a program has beside its state and would miss after a resume: transient fields that
 * hold something and that no method marked {@link AfterRestore} sets again, static fields of
 * checkpointed classes that can change, and thread-locals. Each field once.
 *
 * <p>Used by one thread.
 */
final class CompletenessAudit {
  private final Map<Class<?>, List<Field>> leftOut = new HashMap<>();
  private final List<String> remarks = new ArrayList<>();

  /**
   * Looks at an object of the state.
   *
   * @param object of a class of the program
   * @param path how it was reached
   */
  void look(Object object, Supplier<String> path) {
    List<Field> fields = leftOut.get(object.getClass());
    if (fields == null) {
      fields = leftOutOf(object.getClass());
      leftOut.put(object.getClass(), fields);
    }
    if (!fields.isEmpty()) {
      fields.removeIf(field -> isReported(field, object, path));
    }
  }

  List<String> remarks() {
    return remarks;
  }

  private List<Field> leftOutOf(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    boolean restored = StateMarks.isMarkedOnFieldsAlone(type); // the rest is the program's own
    for (Class<?> at = type; !GraphComparator.isPlatform(at); at = at.getSuperclass()) {
      restored |=
          Arrays.stream(at.getDeclaredMethods())
              .anyMatch(method -> method.isAnnotationPresent(AfterRestore.class));
      for (Field field : at.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers())) {
          lookAtStatic(at, field);
        } else if (Modifier.isTransient(field.getModifiers()) && open(field)) {
          fields.add(field);
        }
      }
    }
    if (restored) {
      fields.clear(); // the program looks after them
    }
    return fields;
  }

  private static boolean open(Field field) {
    try {
      field.setAccessible(true);
      return true;
    } catch (InaccessibleObjectException e) {
      return false;
    }
  }

  private void lookAtStatic(Class<?> type, Field field) {
    if (!type.isAnnotationPresent(Checkpointed.class) || field.isSynthetic()) {
      return;
    }
    String name = type.getName() + "." + field.getName();
    if (ThreadLocal.class.isAssignableFrom(field.getType())) {
      remark(
          name + " is a ThreadLocal: what threads keep in it is not saved; keep it in the state");
    } else if (!Modifier.isFinal(field.getModifiers())) {
      remark(
          name
              + " is static and can change: it belongs to no object, so that it is not saved; keep it "
              + "in a field of the state");
    }
  }

  private boolean isReported(Field field, Object object, Supplier<String> path) {
    Object value = valueOf(field, object);
    boolean primitive = field.getType().isPrimitive();
    Object empty = primitive ? Array.get(Array.newInstance(field.getType(), 1), 0) : null;
    // No equals of the program: it is not asked to expect null.
    if (primitive ? value.equals(empty) : value == null) {
      return false;
    }
    remark(
        path.get()
            + "."
            + field.getName()
            + " is transient and holds "
            + (empty == null ? "a " + value.getClass().getName() : value)
            + " now; after a resume it is "
            + empty
            + ": set it in a method marked @AfterRestore, or take transient away");
    return true;
  }

  private static Object valueOf(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private void remark(String text) {
    if (!remarks.contains(text)) {
      remarks.add(text);
    }
  }
}
