/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.util.Optional;

/** How the ranks come to know at which safepoint they capture. */
interface CutPlan {
  /**
   * The program is at a safepoint.
   *
   * @param count its number in this attempt
   * @return a cut where all capture here
   */
  Optional<Cut> at(long count);

  /**
   * The next safepoint at which {@link #at} has to be asked, beside those at which the program is
   * sent there.
   *
   * @param count that at which it is
   */
  long next(long count);

  /**
   * This rank has nothing more to compute; returns once it need not take part any more.
   *
   * @param count that of its last safepoint
   */
  default void leave(long count) {}
}
