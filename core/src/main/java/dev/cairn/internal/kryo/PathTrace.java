/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * From where each object was first met, so that an error can name the field path. Kept only when a
 * path is wanted: the writing is then done once more. Used by one thread.
 */
class PathTrace {
  /** Keeps nothing. */
  static final PathTrace OFF =
      new PathTrace() {
        @Override
        void met(int parent, String edge) {}
      };

  /** The name of the root that is given to resumeOrStart or resumeInto. */
  private static final String MAIN = "main";

  private static final int LONGEST = 40;

  private int[] parents = new int[64];
  private String[] edges = new String[64];
  private int size;

  static String rootEdge(String name, Object root) {
    String type = root.getClass().getSimpleName();
    // Of the main root its class says most; further ones are known by the names they were given.
    return type.isEmpty() || root.getClass().isHidden() || !name.equals(MAIN) ? name : type;
  }

  void met(int parent, String edge) {
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, size * 2);
      edges = Arrays.copyOf(edges, size * 2);
    }
    parents[size] = parent;
    edges[size++] = edge;
  }

  /** The path of the object met last. */
  String lastPath() {
    return path(size - 1);
  }

  String path(int number) {
    Deque<String> path = new ArrayDeque<>();
    for (int at = number; at >= 0; at = parents[at]) {
      path.addFirst(edges[at]);
    }
    if (path.size() <= LONGEST) {
      return String.join("", path);
    }
    String end = String.join("", path.stream().skip(path.size() - LONGEST / 2).toList());
    return path.peekFirst() + " ... " + (path.size() - LONGEST / 2) + " steps ... " + end;
  }
}
