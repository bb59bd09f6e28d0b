/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The roots of a run by name: those the program has registered, and those of the checkpoint that
 * nobody has claimed yet, which are carried into every new checkpoint.
 *
 * <p>Thread-safe.
 */
public final class StateRegistry {
  private final Map<String, Object> registered = new LinkedHashMap<>();
  private final Map<String, Object> unclaimed = new LinkedHashMap<>();

  /** Takes over the roots of a checkpoint. */
  public synchronized void restore(Map<String, Object> roots) {
    unclaimed.putAll(roots);
  }

  /** Claims a restored root; from here on it is registered. */
  public synchronized Optional<Object> claim(String name) {
    Object root = unclaimed.remove(name);
    if (root == null) {
      return Optional.empty();
    }
    registered.put(name, root);
    return Optional.of(root);
  }

  /**
   * Refuses a name before anybody computes for hours what it is to bear.
   *
   * @throws IllegalStateException if the name is taken
   */
  public synchronized void requireFree(String name) {
    if (registered.containsKey(name)) {
      throw taken(name);
    }
  }

  private static IllegalStateException taken(String name) {
    return new IllegalStateException("a root named \"" + name + "\" is registered already");
  }

  /**
   * Registers a root of the program.
   *
   * @throws IllegalStateException if the name is taken
   */
  public synchronized void register(String name, Object root) {
    if (registered.putIfAbsent(name, root) != null) {
      throw taken(name);
    }
  }

  /** Drops a root, registered or not; false where there was none. */
  public synchronized boolean forget(String name) {
    boolean claimed = registered.remove(name) != null;
    return unclaimed.remove(name) != null || claimed;
  }

  /** All roots as they are saved now. */
  public synchronized Map<String, Object> roots() {
    Map<String, Object> roots = new LinkedHashMap<>(registered);
    unclaimed.forEach(roots::putIfAbsent);
    return roots;
  }
}
