/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.RankEntry;

/**
 * How long the ranks of a checkpoint were paused for their captures.
 *
 * @param slowest the rank that was longest
 * @param slowestNanos how long that was
 * @param meanNanos on average of all
 */
record RankPauses(int slowest, long slowestNanos, long meanNanos) {
  static RankPauses of(RankEntry.Whole whole) {
    int slowest = 0;
    long most = -1;
    long sum = 0;
    for (RankEntry.PartFile part : whole.parts()) {
      long pause = part.arrivalNanos() + part.captureNanos();
      sum += pause;
      if (pause > most) {
        most = pause;
        slowest = part.rank();
      }
    }
    return new RankPauses(slowest, most, sum / whole.parts().size());
  }
}
