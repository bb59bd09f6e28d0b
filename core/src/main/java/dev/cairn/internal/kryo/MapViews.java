/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the map that a keySet(), values() or entrySet() is a view of. A view tells nobody; but a
 * map gives the same view each time it is asked, so that the maps of the graph can be asked. That
 * takes a second way through the graph, in a graph that has such a view, and mostly only the first
 * time.
 *
 * <p>Used by one thread.
 */
final class MapViews {
  private final List<WeakReference<Map<?, ?>>> owners = new ArrayList<>();
  private final List<TreeMap<?, ?>> trees = new ArrayList<>();
  private IdentityHashMap<Object, Map<?, ?>> found;

  /**
   * The map of a view; null where no map of the graph has this view.
   *
   * @param view the view
   * @param writer goes through the graph where it has to be searched
   */
  Map<?, ?> ownerOf(Object view, GraphWriter writer) {
    for (WeakReference<Map<?, ?>> owner : owners) {
      Map<?, ?> map = owner.get();
      if (map != null && isViewOf(map, view)) {
        return map;
      }
    }
    if (found == null) {
      found = new IdentityHashMap<>();
      writer.forEachMap(this::ask);
    }
    Map<?, ?> map = found.get(view);
    if (map != null) {
      owners.add(new WeakReference<>(map));
    }
    return map;
  }

  private void ask(Map<?, ?> map) {
    found.put(map.keySet(), map);
    found.put(map.values(), map);
    found.put(map.entrySet(), map);
    if (map instanceof TreeMap<?, ?> sorted) {
      found.put(sorted.descendingKeySet(), sorted.descendingMap());
      trees.add(sorted);
    }
  }

  /** True for keys of a part of a map of the graph: a part is given anew each time. */
  boolean isOfPart(Collection<?> keys) {
    return !keys.isEmpty() && trees.stream().anyMatch(map -> isOfPart(keys, map));
  }

  private static boolean isOfPart(Collection<?> keys, Map<?, ?> map) {
    Object first = keys.iterator().next();
    return keys.size() <= map.size() && map.keySet().stream().anyMatch(key -> key == first);
  }

  private static boolean isViewOf(Map<?, ?> map, Object view) {
    return map.keySet() == view || map.values() == view || map.entrySet() == view;
  }

  /** A capture is over: its objects are let go. */
  void forget() {
    found = null;
    trees.clear();
    owners.removeIf(owner -> owner.get() == null);
  }
}
