/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

/**
 * Of what the ranks of an attempt tell one another, besides cuts, whose topics are {@link
 * Cut#subject}.
 */
final class Topics {
  /** Before the number of the newest announcement that a rank knew when it wanted another. */
  static final String WISHES = "wishes-";

  /** Who wants all to stop. */
  static final String STOPS = "stops";

  /** The last states of those that have ended. */
  static final String ENDS = "ends";

  /** Who has closed the run before it was complete. */
  static final String GONE = "gone";

  /** What is decided when nothing more can come. */
  static final String COMPLETE = "complete";

  private Topics() {}
}
