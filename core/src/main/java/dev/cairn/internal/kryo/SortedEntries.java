/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * Entries that are in order already, as a sorted map gives them: an empty TreeMap with the same
 * comparator takes them over without comparing anything. Immutable.
 */
@SuppressWarnings("JdkObsolete") // TreeMap.putAll asks for a SortedMap
final class SortedEntries extends AbstractMap<Object, Object> implements SortedMap<Object, Object> {
  private final Comparator<Object> comparator;
  private final Object[] flat;

  @SuppressWarnings("unchecked")
  SortedEntries(Comparator<?> comparator, Object[] flat) {
    this.comparator = (Comparator<Object>) comparator;
    this.flat = flat;
  }

  /** True where each key comes before the next, by the comparator as it is now. */
  @SuppressWarnings("unchecked") // keys without a comparator are comparable
  boolean areInOrder() {
    for (int i = 2; i < flat.length; i += 2) {
      int order =
          comparator == null
              ? ((Comparable<Object>) flat[i - 2]).compareTo(flat[i])
              : comparator.compare(flat[i - 2], flat[i]);
      if (order >= 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Comparator<Object> comparator() {
    return comparator;
  }

  @Override
  public Set<Map.Entry<Object, Object>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public int size() {
        return flat.length / 2;
      }

      @Override
      public Iterator<Map.Entry<Object, Object>> iterator() {
        return new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return next < flat.length;
          }

          @Override
          public Map.Entry<Object, Object> next() {
            next += 2;
            return new SimpleImmutableEntry<>(flat[next - 2], flat[next - 1]);
          }
        };
      }
    };
  }

  @Override
  public Object firstKey() {
    return flat[0];
  }

  @Override
  public Object lastKey() {
    return flat[flat.length - 2];
  }

  @Override
  public SortedMap<Object, Object> subMap(Object from, Object to) {
    throw notAView();
  }

  @Override
  public SortedMap<Object, Object> headMap(Object to) {
    throw notAView();
  }

  @Override
  public SortedMap<Object, Object> tailMap(Object from) {
    throw notAView();
  }

  private static UnsupportedOperationException notAView() {
    return new UnsupportedOperationException("only to be copied as a whole");
  }
}
