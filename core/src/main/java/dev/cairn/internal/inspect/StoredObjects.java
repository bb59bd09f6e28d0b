/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.TypeEntry;
import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Keeps some objects of a graph that is walked, by their numbers. Used by one thread, once. */
public final class StoredObjects implements GraphVisitor {
  private final Set<Long> missing;
  private final int mostElements;
  private final Map<Long, StoredObject> found = new HashMap<>();
  private StoredObject current;

  private StoredObjects(Collection<Long> wanted, int mostElements) {
    this.missing = new HashSet<>(wanted);
    this.mostElements = mostElements;
  }

  /**
   * Reads some objects.
   *
   * @param view the checkpoint
   * @param wanted their numbers
   * @param mostElements how many elements or entries of each are kept
   * @return the objects by number
   */
  public static Map<Long, StoredObject> read(
      CheckpointView view, Collection<Long> wanted, int mostElements) throws IOException {
    StoredObjects objects = new StoredObjects(wanted, mostElements);
    if (!wanted.isEmpty()) {
      view.walk(objects);
    }
    return objects.found;
  }

  @Override
  public void begin(long number, TypeEntry type) {
    current = missing.remove(number) ? new StoredObject(number, type) : null;
    if (current != null) {
      found.put(number, current);
    }
  }

  @Override
  public void plain(Object value) {
    if (current != null) {
      current.plain = value;
    }
  }

  @Override
  public void field(String name, Object value) {
    if (current != null) {
      current.fields.add(new StoredObject.Field(name, value));
    }
  }

  @Override
  public void elements(int count) {
    if (current != null) {
      current.count += count;
    }
  }

  @Override
  public void element(int index, Object value) {
    if (current != null && current.elements.size() < mostElements) {
      current.elements.add(value);
    }
  }

  @Override
  public void entry(int index, Object key, Object value) {
    if (current != null && current.entries.size() < mostElements) {
      current.entries.add(new StoredObject.Entry(key, value));
    }
  }

  @Override
  public void array(Elements elements) {
    if (current != null) {
      current.array = elements;
    }
  }

  @Override
  public void end() {
    current = null;
  }

  @Override
  public boolean isSatisfied() {
    return missing.isEmpty();
  }
}
