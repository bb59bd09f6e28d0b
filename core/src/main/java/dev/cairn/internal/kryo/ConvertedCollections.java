/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * Collections of the JDK that fields want in another form than they were stored in: one for all
 * fields that want the same, so that what was shared stays shared. They are there at once and are
 * filled when what they are made of is whole.
 *
 * <p>Used by one thread, for one graph.
 */
final class ConvertedCollections {
  private final IdentityHashMap<Object, Map<Class<?>, Converted>> known = new IdentityHashMap<>();
  private final Set<String> changes = new LinkedHashSet<>();
  private final Completion completion;

  ConvertedCollections(Completion completion) {
    this.completion = completion;
  }

  /** One of them. */
  private static final class Converted {
    private final Object from;
    private final Object to;
    private boolean filled;

    Converted(Object from, Object to) {
      this.from = from;
      this.to = to;
    }

    @SuppressWarnings("unchecked") // what it holds decides nothing
    void fill() {
      if (filled) {
        return;
      }
      filled = true;
      if (to instanceof Map<?, ?> map) {
        ((Map<Object, Object>) map).putAll((Map<Object, Object>) from);
      } else {
        boolean unused = ((Collection<Object>) to).addAll((Collection<Object>) from);
      }
    }
  }

  /**
   * The other form of a collection; null where there is none.
   *
   * @param value the collection as it was stored
   * @param type what a field wants
   * @param whole true where all that it refers to is whole
   * @param where the field
   */
  Object of(Object value, Class<?> type, boolean whole, String where) {
    Map<Class<?>, Converted> forms = known.computeIfAbsent(value, v -> new HashMap<>());
    Converted converted = forms.get(type);
    if (converted == null) {
      Object empty = newInstance(type, value);
      if (empty == null) {
        return null;
      }
      converted = new Converted(value, empty);
      forms.put(type, converted);
      completion.fill(empty, new Object[] {value}, true, converted::fill);
      changes.add(
          where
              + " is now a "
              + type.getName()
              + "; where something else refers to the same collection, it keeps the one it had");
    }
    if (whole) {
      converted.fill();
    }
    return converted.to;
  }

  private static Object newInstance(Class<?> type, Object value) {
    boolean map = value instanceof Map<?, ?>;
    boolean possible =
        ClassPolicy.isPlatform(type.getName())
            && !Modifier.isAbstract(type.getModifiers())
            && (map ? Map.class : Collection.class).isAssignableFrom(type);
    if (!possible) {
      return null;
    }
    Comparator<?> comparator = comparatorOf(value);
    try {
      if (comparator != null && isSorted(type)) {
        return type.getConstructor(Comparator.class).newInstance(comparator);
      }
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  private static boolean isSorted(Class<?> type) {
    return SortedMap.class.isAssignableFrom(type)
        || SortedSet.class.isAssignableFrom(type)
        || type == PriorityQueue.class;
  }

  private static Comparator<?> comparatorOf(Object value) {
    if (value instanceof SortedMap<?, ?> map) {
      return map.comparator();
    } else if (value instanceof SortedSet<?> set) {
      return set.comparator();
    }
    return value instanceof PriorityQueue<?> queue ? queue.comparator() : null;
  }

  /** What has become another one, a line for each field. */
  Set<String> changes() {
    return changes;
  }
}
