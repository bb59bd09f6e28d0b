/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.Checkpointed;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;

/** What a program has marked {@link Checkpointed}. Stateless. */
final class StateMarks {
  private StateMarks() {}

  static boolean isMarked(AnnotatedElement element) {
    return element.isAnnotationPresent(Checkpointed.class);
  }

  /** True for a class that is not marked itself, but has fields that are: those are its state. */
  static boolean isMarkedOnFieldsAlone(Class<?> type) {
    if (isMarked(type)) {
      return false;
    }
    for (Class<?> at = type; !GraphComparator.isPlatform(at); at = at.getSuperclass()) {
      if (Arrays.stream(at.getDeclaredFields()).anyMatch(StateMarks::isMarked)) {
        return true;
      }
    }
    return false;
  }
}
