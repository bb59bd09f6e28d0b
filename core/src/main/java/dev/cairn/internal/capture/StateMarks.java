/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.Checkpointed;
import java.lang.reflect.AnnotatedElement;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a program has marked {@link Checkpointed}. Stateless. */
public final class StateMarks {
  private StateMarks() {}

  static boolean isMarked(AnnotatedElement element) {
    return element.isAnnotationPresent(Checkpointed.class);
  }

  /** The roots that are the same on all ranks of a run. */
  public static Set<String> common(Map<String, Object> roots) {
    return roots.entrySet().stream()
        .filter(root -> isCommon(root.getValue().getClass()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  private static boolean isCommon(Class<?> type) {
    Checkpointed mark = type.getAnnotation(Checkpointed.class);
    return mark != null && mark.common();
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
