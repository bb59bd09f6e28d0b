/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.AfterRestore;
import dev.cairn.Checkpointed;
import java.io.Externalizable;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
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
  private final Set<Class<?>> looked = new HashSet<>();

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
        } else if (Modifier.isTransient(field.getModifiers()) && AccessibleFields.open(field)) {
          fields.add(field);
        }
      }
    }
    if (restored) {
      fields.clear(); // the program looks after them
    }
    return fields;
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

  /**
   * Looks at the constants of an enum that is part of the state: it comes back by its name, and
   * with the fields that are not final.
   */
  void lookAtEnum(Class<?> type) {
    if (GraphComparator.isPlatform(type) || !looked.add(type)) {
      return;
    }
    for (Object constant : type.getEnumConstants()) {
      for (Class<?> at = constant.getClass(); at != Enum.class; at = at.getSuperclass()) {
        for (Field field : at.getDeclaredFields()) {
          lookAtField(field, constant);
        }
      }
    }
  }

  private void lookAtField(Field field, Object constant) {
    int modifiers = field.getModifiers();
    if (!Modifier.isStatic(modifiers)
        && Modifier.isFinal(modifiers)
        && !field.getType().isPrimitive()
        && AccessibleFields.open(field)
        && canChange(valueOf(field, constant))) {
      remark(
          field.getDeclaringClass().getName()
              + "."
              + field.getName()
              + " is final and holds a "
              + valueOf(field, constant).getClass().getSimpleName()
              + ": what changes in it is not saved with the constants of the enum; keep it in a "
              + "field of the state, or in one of the enum that is not final");
    }
  }

  private static boolean canChange(Object value) {
    if (value == null) {
      return false;
    }
    String type = value.getClass().getName();
    boolean collection = value instanceof Collection<?> || value instanceof Map<?, ?>;
    boolean closed =
        type.startsWith("java.util.ImmutableCollections$")
            || type.startsWith("java.util.Collections$Unmodifiable")
            || type.startsWith("java.util.Collections$Empty")
            || type.startsWith("java.util.Collections$Singleton");
    return (collection && !closed)
        || value.getClass().isArray()
        || type.startsWith("java.util.concurrent.atomic.")
        || value instanceof StringBuilder
        || value instanceof Random
        || value.getClass().isAnnotationPresent(Checkpointed.class);
  }

  /** Looks at what a class that writes itself, by Java serialization, leaves out. */
  void lookAtOwnSerialization(Object live, Object copy) {
    Class<?> type = live.getClass();
    if (!looked.add(type)) {
      return;
    }
    for (Class<?> at = type; !GraphComparator.isPlatform(at); at = at.getSuperclass()) {
      if (Externalizable.class.isAssignableFrom(type)) {
        if (OwnSerialization.declaresWriteExternal(at)) {
          return; // from here on it is that method's business
        }
      } else if (Serializable.class.isAssignableFrom(at)) {
        continue;
      }
      for (Field field : at.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        boolean state = !Modifier.isStatic(modifiers) && !Modifier.isTransient(modifiers);
        if (state && AccessibleFields.open(field) && isLost(field, live, copy)) {
          remark(
              at.getName()
                  + "."
                  + field.getName()
                  + " is not written, since Java serialization leaves it to "
                  + type.getName()
                  + ", which writes itself; after a resume it is what the constructor makes of it");
        }
      }
    }
  }

  /** True unless the copy has the same value, or something in the place of something. */
  private static boolean isLost(Field field, Object live, Object copy) {
    Object value = valueOf(field, live);
    Object other = valueOf(field, copy);
    boolean told = value != null && JdkValues.isValue(value);
    return told ? !value.equals(other) : (value == null) != (other == null);
  }

  /**
   * Looks for objects of the state that are the value of a constant: they come back as others.
   *
   * @param copies what each object of the state has come back as
   * @param roots which the program takes from us anyway
   */
  void lookAtConstants(IdentityHashMap<Object, Object> copies, Collection<Object> roots) {
    Set<Class<?>> classes = new LinkedHashSet<>();
    for (Class<?> type : leftOut.keySet()) {
      for (Class<?> at = type; !GraphComparator.isPlatform(at); at = at.getSuperclass()) {
        classes.add(at);
      }
    }
    // Of these there are objects, so that looking at them initialises nothing.
    for (Class<?> type : classes) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (Modifier.isStatic(modifiers)
            && Modifier.isFinal(modifiers)
            && !field.getType().isPrimitive()
            && !field.isSynthetic()
            && AccessibleFields.open(field)) {
          lookAtConstant(type, field, copies, roots);
        }
      }
    }
  }

  private void lookAtConstant(
      Class<?> type,
      Field field,
      IdentityHashMap<Object, Object> copies,
      Collection<Object> roots) {
    Object value = valueOf(field, null);
    Object copy = value == null ? null : copies.get(value);
    boolean root = roots.stream().anyMatch(object -> object == value);
    if (copy != null && copy != value && !root) {
      remark(
          type.getName()
              + "."
              + field.getName()
              + " is part of the state: after a resume the state has a copy of it, so that == is no "
              + "longer true; use an enum constant, a class with a readResolve, or compare otherwise");
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
