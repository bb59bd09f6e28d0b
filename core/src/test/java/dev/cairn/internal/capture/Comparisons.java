/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.List;
import java.util.Map;

/** Lets tests of other rooms compare graphs as the rehearsal does. */
public final class Comparisons {
  private Comparisons() {}

  /** Compares a graph with its copy; throws where they differ. */
  public static List<String> compare(Object live, Object copy) {
    return new GraphComparator(16, () -> false).compare(Map.of("main", live), Map.of("main", copy));
  }
}
