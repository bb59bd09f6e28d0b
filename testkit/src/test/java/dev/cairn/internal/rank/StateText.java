/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an object of this package holds, as a text: the same for two that will do the same from here
 * on. What they are connected with, and not what they know, is left out.
 */
final class StateText {
  private static final Set<String> CONNECTIONS =
      Set.of(
          "seat",
          "decisions",
          "votes",
          "clock",
          "terms",
          "told",
          "thread",
          "lock",
          "changed",
          "committer",
          "log",
          "patience",
          "leastLead",
          "turns");

  private StateText() {}

  static String of(Object value) {
    StringBuilder text = new StringBuilder();
    add(text, value);
    return text.toString();
  }

  private static void add(StringBuilder text, Object value) {
    if (value instanceof Optional<?> optional) {
      add(text, optional.orElse(null));
    } else if (value instanceof Object[] array) {
      addAll(text, Arrays.asList(array));
    } else if (value instanceof Set<?> set) {
      addAll(text, sorted(set));
    } else if (value instanceof Collection<?> collection) {
      addAll(text, collection);
    } else if (value instanceof Map<?, ?> map) {
      addAll(
          text,
          sorted(map.entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList()));
    } else if (value != null && isOurs(value.getClass())) {
      addFields(text, value);
    } else {
      text.append(value).append(',');
    }
  }

  private static boolean isOurs(Class<?> type) {
    return type.getPackage() == StateText.class.getPackage()
        && !type.isEnum()
        && !type.isHidden()
        && !type.isSynthetic();
  }

  private static List<String> sorted(Collection<?> values) {
    List<String> texts = new ArrayList<>();
    values.forEach(value -> texts.add(of(value)));
    texts.sort(Comparator.naturalOrder());
    return texts;
  }

  private static void addAll(StringBuilder text, Collection<?> values) {
    text.append('[');
    values.forEach(value -> add(text, value));
    text.append(']');
  }

  private static void addFields(StringBuilder text, Object object) {
    text.append('{');
    for (Field field : object.getClass().getDeclaredFields()) {
      boolean counts =
          !Modifier.isStatic(field.getModifiers())
              && !field.isSynthetic()
              && !CONNECTIONS.contains(field.getName());
      if (counts) {
        try {
          field.setAccessible(true);
          add(text, field.get(object));
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    text.append('}');
  }
}
