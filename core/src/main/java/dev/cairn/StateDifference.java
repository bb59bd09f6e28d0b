/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import dev.cairn.internal.capture.GraphComparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A place in which two states differ: for tests that compare what an interrupted run came to with
 * what an uninterrupted one did.
 *
 * <pre>{@code
 * Optional<StateDifference> difference = StateDifference.between(expected, found);
 * // Ising.lattice.spins[17]: expected 1, found -1
 * }</pre>
 *
 * <p>States are compared as the rehearsal of a checkpoint compares what it reads back: class by
 * class, field by field, element by element; collections in their order of iteration, and sharing
 * counts: what is one object in one state must be one in the other. Numbers are the same where
 * their bits are.
 *
 * @param path from the root to the place, as {@code Ising.lattice.spins[17]}
 * @param expected what the first state has there
 * @param found what the second one has
 */
public record StateDifference(String path, String expected, String found) {
  private static final int SOME = 16;

  /**
   * Compares two states. Neither may change meanwhile.
   *
   * @param expected a state, or any other object
   * @param found another
   * @return a difference; empty where there is none
   */
  public static Optional<StateDifference> between(Object expected, Object found) {
    if (expected == null || found == null) {
      return expected == found
          ? Optional.empty()
          : Optional.of(new StateDifference("", text(expected), text(found)));
    }
    try {
      List<String> unused =
          new GraphComparator(SOME, () -> false)
              .compare(
                  Map.of(CheckpointBuilder.MAIN_ROOT, expected),
                  Map.of(CheckpointBuilder.MAIN_ROOT, found));
      return Optional.empty();
    } catch (GraphComparator.Difference e) {
      return Optional.of(new StateDifference(e.path(), e.live(), e.copy()));
    }
  }

  private static String text(Object object) {
    return object == null ? "nothing" : "a " + object.getClass().getName();
  }

  /** As a message shows it. */
  @Override
  public String toString() {
    return (path.isEmpty() ? "" : path + ": ") + "expected " + expected + ", found " + found;
  }
}
