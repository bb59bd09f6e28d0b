/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArraySet;

/** How a collection and its copy iterate, as far as anybody can tell. Stateless. */
final class IterationOrder {
  private IterationOrder() {}

  /** True where both hold the same, whatever the order. */
  static boolean hasSameElements(Collection<?> live, Collection<?> copy) {
    return live.containsAll(copy) || counts(live).equals(counts(copy));
  }

  /** How often each value is there; a set by identity holds equal ones. */
  private static Map<Object, Integer> counts(Collection<?> values) {
    Map<Object, Integer> counts = new HashMap<>();
    for (Object value : values) {
      boolean told = value != null && JdkValues.isValue(value);
      int unused = counts.merge(told ? value : "(an object)", 1, Integer::sum);
    }
    return counts;
  }

  /**
   * Keys that hash by their identity come in another order in each JVM, and nobody can tell which
   * is which.
   */
  static boolean haveSameHashes(Collection<?> live, Collection<?> copy) {
    Iterator<?> copies = copy.iterator();
    try {
      for (Object element : live) {
        Object other = copies.hasNext() ? copies.next() : null;
        if (!isTold(element) && other != null && element.hashCode() != other.hashCode()) {
          return false;
        }
      }
      return true;
    } catch (StackOverflowError e) {
      return false; // a collection within itself has no hash
    }
  }

  private static boolean isTold(Object element) {
    return element == null
        || (JdkValues.isValue(element) && !IdentityHashes.isByIdentity(element.getClass()));
  }

  /** Whether values that can be told by equality come in the same order. */
  static boolean isSame(Collection<?> live, Collection<?> copy) {
    Iterator<?> copies = copy.iterator();
    for (Object element : live) {
      if (!copies.hasNext()) {
        return false;
      }
      Object other = copies.next();
      boolean comparable = element != null && JdkValues.isValue(element);
      if (comparable && !element.equals(other)) {
        return false;
      }
    }
    return true;
  }

  /** True for what hashes, and shows it in its order. */
  static boolean isByHash(Object collection) {
    boolean linked =
        collection instanceof LinkedHashMap<?, ?> || collection instanceof LinkedHashSet<?>;
    return !linked
        && (collection instanceof HashMap<?, ?>
            || collection instanceof HashSet<?>
            || collection instanceof Hashtable<?, ?>
            || collection instanceof ConcurrentHashMap<?, ?>
            || collection instanceof ConcurrentHashMap.KeySetView<?, ?>);
  }

  /** True where the order does not come from hashes. */
  static boolean isOrdered(Object collection) {
    return collection instanceof LinkedHashMap<?, ?>
        || collection instanceof LinkedHashSet<?>
        || collection instanceof SortedMap<?, ?>
        || collection instanceof SortedSet<?>
        || collection instanceof List<?>
        || collection instanceof EnumMap<?, ?>
        || collection instanceof EnumSet<?>
        || collection instanceof CopyOnWriteArraySet<?>;
  }

  static boolean isUnordered(Object collection) {
    String type = collection.getClass().getName();
    return (type.startsWith("java.util.ImmutableCollections$") && !(collection instanceof List<?>))
        || type.equals("java.util.IdentityHashMap");
  }
}
