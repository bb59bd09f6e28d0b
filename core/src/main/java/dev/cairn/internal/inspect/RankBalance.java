/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.RankEntry;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How evenly a checkpoint of several ranks falls on them. Immutable, and small however many there
 * are.
 *
 * @param count how many ranks there are
 * @param pauseNanos how long they were paused; of those that have ended, whose part is of an
 *     earlier pause, only where all have
 * @param bytes how long their parts are
 */
public record RankBalance(int count, Spread pauseNanos, Spread bytes) {
  /**
   * How something is spread over ranks.
   *
   * @param rank the rank that has the most; the first of several
   * @param most what it has
   * @param sum what all have together
   * @param count how many they are
   */
  public record Spread(int rank, long most, long sum, int count) {
    /** What one has on average. */
    public long mean() {
      return sum / count;
    }

    /** How many times the mean the most is: 1 where all have the same. */
    public double imbalance() {
      return sum == 0 ? 1 : (double) most * count / sum;
    }

    private static Spread of(
        List<RankEntry.PartFile> parts, ToLongFunction<RankEntry.PartFile> amount) {
      int rank = 0;
      long most = -1;
      long sum = 0;
      for (RankEntry.PartFile part : parts) {
        long has = amount.applyAsLong(part);
        sum += has;
        if (has > most) {
          most = has;
          rank = part.rank();
        }
      }
      return new Spread(rank, most, sum, parts.size());
    }
  }

  /** Compares the parts of a checkpoint. */
  public static RankBalance of(RankEntry.Whole whole) {
    List<RankEntry.PartFile> computing =
        whole.parts().stream().filter(part -> !part.ended()).toList();
    return new RankBalance(
        whole.parts().size(),
        Spread.of(computing.isEmpty() ? whole.parts() : computing, RankEntry.PartFile::pauseNanos),
        Spread.of(whole.parts(), RankEntry.PartFile::length));
  }
}
