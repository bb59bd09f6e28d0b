/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The keys, values and entries of a map, kept apart from it: they come back as views of the same
 * map. Keys whose map is nowhere else in the state come back as those of a map of their own.
 */
final class MapViewCodecs {
  private static final Map<String, TypeCodec> ALL = new TreeMap<>();

  /** Tables are tried up to so many times the smallest, to find the order of iteration. */
  private static final int MOST_DOUBLINGS = 8;

  private MapViewCodecs() {}

  static Map<String, TypeCodec> all() {
    return Collections.unmodifiableMap(ALL);
  }

  static {
    put(new HashMap<>(), MapViewCodecs::hashed);
    put(new LinkedHashMap<>(), MapViewCodecs::linked);
    put(new TreeMap<>(), MapViewCodecs::sorted);
    put(new ConcurrentSkipListMap<>(), null);
    put(new ConcurrentHashMap<>(), null);
    put(new IdentityHashMap<>(), null);
    put(new WeakHashMap<>(), null);
    put(new EnumMap<TimeUnit, Object>(TimeUnit.class), null);
  }

  private static void put(Map<?, ?> map, Function<Collection<?>, Map<?, ?>> standIn) {
    put(map.keySet().getClass(), Map::keySet, standIn);
    put(map.values().getClass(), Map::values, null);
    put(map.entrySet().getClass(), Map::entrySet, null);
  }

  private static void put(
      Class<?> type, Function<Map<?, ?>, Object> view, Function<Collection<?>, Map<?, ?>> standIn) {
    if (type != ConcurrentHashMap.KeySetView.class) { // it tells its map
      ALL.put(type.getName(), new View(type, view, standIn));
    }
  }

  /** A table of keys that iterates as they do, where one of a likely size does. */
  private static Map<?, ?> hashed(Collection<?> keys) {
    Map<Object, Object> first = null;
    int capacity = 16;
    while (capacity * 0.75 < keys.size()) {
      capacity *= 2;
    }
    for (int doubled = 0; doubled < MOST_DOUBLINGS; doubled++, capacity *= 2) {
      Map<Object, Object> map = new HashMap<>(capacity);
      keys.forEach(key -> map.put(key, null));
      if (isInOrder(map.keySet(), keys)) {
        return map;
      }
      first = first == null ? map : first;
    }
    return first;
  }

  private static boolean isInOrder(Collection<?> one, Collection<?> other) {
    Iterator<?> others = other.iterator();
    for (Object element : one) {
      if (!others.hasNext() || others.next() != element) {
        return false;
      }
    }
    return true;
  }

  private static Map<?, ?> linked(Collection<?> keys) {
    Map<Object, Object> map = new LinkedHashMap<>();
    keys.forEach(key -> map.put(key, null));
    return map;
  }

  private static Map<?, ?> sorted(Collection<?> keys) {
    @SuppressWarnings("unchecked") // the keys of a sorted map are a sorted set
    Map<Object, Object> map = new TreeMap<>(((SortedSet<Object>) keys).comparator());
    keys.forEach(key -> map.put(key, null));
    return map;
  }

  /** A view of a map. */
  private static final class View extends BuiltCodec {
    private final Function<Map<?, ?>, Object> view;
    private final Function<Collection<?>, Map<?, ?>> standIn;

    View(
        Class<?> type,
        Function<Map<?, ?>, Object> view,
        Function<Collection<?>, Map<?, ?>> standIn) {
      super(type, cairn(type, 1));
      this.view = view;
      this.standIn = standIn;
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      Map<?, ?> map = writer.mapOf(object);
      if (map == null && standIn == null) {
        throw new UnsupportedStateException(
            "a "
                + type().getName()
                + " cannot be saved without its map, which nothing in the state refers to; keep the "
                + "map in a field, or a copy of the elements (new ArrayList<>(view))");
      }
      if (map == null && object instanceof SortedSet<?> && writer.isOfPart(object)) {
        throw new UnsupportedStateException(
            "these are the keys of a part of a TreeMap that is in the state, and would no longer be "
                + "after a resume; keep the part (subMap, headMap, tailMap) in a field as well, or a "
                + "copy of the keys");
      }
      writer.reference(map == null ? standIn.apply((Collection<?>) object) : map, ".(map)");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(1);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      reader.require(parts[0] instanceof Map<?, ?>, "map of a view", type().getName());
      Object built = view.apply((Map<?, ?>) parts[0]);
      reader.require(built.getClass() == type(), "view of a map", type().getName());
      return built;
    }
  }
}
