/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.CorruptCheckpointException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills collections that hash or compare, and looks whether they then hold what was stored, in that
 * order. They may not: elements that were changed after they were put in may be equal to others by
 * now, an enum may hash differently in this JVM, a compareTo may have been rewritten. Nothing can
 * be done about it here; but it is said.
 *
 * <p>Used by one thread, for one graph.
 */
final class FilledCollections {
  /** Tables this small grow when more keys than this fall into one of their places. */
  private static final int SMALL_TABLE = 64;

  private static final int FULL_BIN = 8;

  private final GraphReader reader;
  private final List<Object> lookups = new ArrayList<>();
  private final Map<String, Integer> found = new LinkedHashMap<>();

  FilledCollections(GraphReader reader) {
    this.reader = reader;
  }

  /** Fills one. */
  void fill(TypeCodec codec, Object object, Object[] contents) {
    int capacity = smallTableOf(object, contents.length);
    try {
      codec.fill(object, contents);
    } catch (RuntimeException | StackOverflowError e) {
      throw new CorruptCheckpointException(
          reader.describe()
              + ": a "
              + object.getClass().getName()
              + " cannot be filled with its "
              + contents.length
              + " keys and values or elements: "
              + e
              + "; equals, hashCode and compareTo are called before methods marked @AfterRestore, and"
              + " must do without transient fields",
          e);
    }
    if (isLookedUp(object, contents)) {
      lookups.add(object);
    }
    Object[] filled = codec.contentsOf(object);
    if (filled == null) {
      return;
    }
    String type = object.getClass().getName();
    if (filled.length < contents.length) {
      count(
          type
              + ": entries are gone, since their keys or elements are equal to others by now, or since its"
              + " removeEldestEntry has taken them out");
    } else if (!isSame(filled, contents)) {
      count(
          type
              + ": iterates in another order than before, since keys or elements hash or compare"
              + " differently by now");
    } else if (capacity != smallTableOf(object, contents.length)) {
      count(
          type
              + ": its table is larger than before, so that it may iterate in another order as it"
              + " grows");
    }
  }

  /** Keys that are more than values may have been hashed before they were whole. */
  private static boolean isLookedUp(Object object, Object[] contents) {
    boolean hashed =
        object.getClass() == HashMap.class
            || object.getClass() == HashSet.class
            || object.getClass() == LinkedHashMap.class
            || object.getClass() == LinkedHashSet.class
            || object.getClass() == ConcurrentHashMap.class
            || object.getClass() == Hashtable.class;
    int step = object instanceof Map<?, ?> ? 2 : 1;
    for (int i = 0; hashed && i < contents.length; i += step) {
      if (!PlainValues.isPlain(contents[i])) {
        return true;
      }
    }
    return false;
  }

  /** Once all is whole: what is in a collection is also found in it. */
  void lookUp() {
    for (Object object : lookups) {
      Collection<?> keys = object instanceof Map<?, ?> map ? map.keySet() : (Collection<?>) object;
      try {
        if (!keys.stream().allMatch(keys::contains)) {
          count(
              object.getClass().getName()
                  + ": has keys or elements that are not found in it, as those are that change after"
                  + " they were put in");
        }
      } catch (RuntimeException | StackOverflowError e) {
        count(object.getClass().getName() + ": its keys or elements cannot be asked for: " + e);
      }
    }
    lookups.clear();
  }

  private static boolean isSame(Object[] filled, Object[] contents) {
    for (int i = 0; i < filled.length; i++) {
      if (filled[i] != contents[i]) {
        return false;
      }
    }
    return true;
  }

  /** The size of a table that too many keys in one place make grow; 0 for other collections. */
  private static int smallTableOf(Object object, int contents) {
    boolean hashed = object.getClass() == HashMap.class || object.getClass() == HashSet.class;
    return hashed && contents > FULL_BIN && contents < 2 * SMALL_TABLE
        ? Math.min(SMALL_TABLE, HashCapacity.of(object))
        : 0;
  }

  private void count(String what) {
    int unused = found.merge(what, 1, Integer::sum);
  }

  /** What has come back differently, a line for each kind. */
  List<String> changes() {
    List<String> changes = new ArrayList<>();
    found.forEach(
        (what, times) -> changes.add(times == 1 ? what : what + " (" + times + " of them)"));
    return changes;
  }
}
