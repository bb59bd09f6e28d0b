/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.AfterRestore;
import dev.cairn.BeforeCapture;
import dev.cairn.RestoreFailedException;
import dev.cairn.UnsupportedStateException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * The methods of a class that want to be called around captures and restores; those of superclasses
 * first. Immutable.
 */
record Hooks(List<Method> beforeCapture, List<Method> afterRestore) {
  static final Hooks NONE = new Hooks(List.of(), List.of());

  static Hooks of(Class<?> type) {
    List<Method> before = new ArrayList<>();
    List<Method> after = new ArrayList<>();
    for (Class<?> at = type; at != null && !ClassPolicy.isPlatform(at.getName()); ) {
      collect(at, BeforeCapture.class, before);
      collect(at, AfterRestore.class, after);
      at = at.getSuperclass();
    }
    return before.isEmpty() && after.isEmpty() ? NONE : new Hooks(before, after);
  }

  private static void collect(
      Class<?> type, Class<? extends Annotation> annotation, List<Method> methods) {
    for (Method method : type.getDeclaredMethods()) {
      if (!method.isAnnotationPresent(annotation)) {
        continue;
      }
      if (method.getParameterCount() > 0
          || java.lang.reflect.Modifier.isStatic(method.getModifiers())) {
        throw new UnsupportedStateException(
            method
                + " is marked @"
                + annotation.getSimpleName()
                + "; such a method is an instance method without parameters");
      }
      open(method);
      methods.add(0, method);
    }
  }

  private static void open(Method method) {
    try {
      method.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw ModuleAccess.refused(method.getDeclaringClass(), e);
    }
  }

  void callBeforeCapture(Object object) {
    // No iterator is made for each object of the state.
    for (int i = 0; i < beforeCapture.size(); i++) {
      Method method = beforeCapture.get(i);
      try {
        method.invoke(object);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(method + " threw " + e.getCause(), e.getCause());
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(method + " cannot be called", e);
      }
    }
  }

  void callAfterRestore(Object object) {
    for (Method method : afterRestore) {
      try {
        method.invoke(object);
      } catch (InvocationTargetException e) {
        throw new RestoreFailedException(
            method
                + " threw "
                + e.getCause()
                + " on the restored state; the checkpoint itself is "
                + "sound and was not changed",
            e.getCause());
      } catch (IllegalAccessException e) {
        throw new RestoreFailedException(method + " cannot be called", e);
      }
    }
  }
}
