/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.capture.Comparisons;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes back is what was saved, for graphs that nobody has thought of. */
class RandomGraphTest {
  @Test
  void shouldBringRandomGraphsBackAsTheyWere() {
    compare(2_000);
  }

  @Test
  @Tag("long")
  void shouldBringAHundredThousandRandomGraphsBackAsTheyWere() {
    compare(100_000);
  }

  private static void compare(int graphs) {
    long first = Long.getLong("cairn.graph.seed", System.nanoTime());
    System.out.println("seed of the graphs: -Dcairn.graph.seed=" + first);
    for (int i = 0; i < graphs; i++) {
      long seed = first + i;
      Object root = new RandomGraph(seed).make();
      try {
        Comparisons.compare(root, MemoryGraph.roundTrip(root));
        Comparisons.compare(root, MemoryGraph.secondRoundTrip(root));
      } catch (RuntimeException | Error e) {
        throw new AssertionError("graph of seed " + seed + ": " + e.getMessage(), e);
      }
    }
    System.out.println("random graphs compared: " + graphs);
  }
}
