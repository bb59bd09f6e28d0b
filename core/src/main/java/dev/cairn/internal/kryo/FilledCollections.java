/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.CorruptCheckpointException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
