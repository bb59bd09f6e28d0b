/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which of several JVMs this is.
 *
 * @param rank from 0
 * @param size how many there are
 * @param launch what all ranks of this start have in common, and no other start has
 */
public record RankSeat(int rank, int size, String launch) {
  /** Of a run that has no ranks. */
  public static final RankSeat ALONE = new RankSeat(0, 1, "");

  /** Checks that there is such a rank. */
  public RankSeat {
    if (size < 1 || rank < 0 || rank >= size) {
      throw new IllegalArgumentException("rank " + rank + " of " + size);
    }
  }

  /** True for the one that claims the run, announces and commits. */
  public boolean isFirst() {
    return rank == 0;
  }

  /**
   * The first of those indices from 0 to a total that are this rank's, which go on to the first of
   * the rank after it.
   *
   * @param total how many indices there are, at most 2^39
   */
  public long firstOf(long total) {
    return total * rank / size;
  }

  /** The one after the last of its indices. */
  public long endOf(long total) {
    return total * (rank + 1) / size;
  }

  /**
   * Which rank has an index.
   *
   * @param index from 0 to below the total
   * @param total how many indices there are, at most 2^39
   */
  public int rankOf(long index, long total) {
    return (int) (((index + 1) * size - 1) / total);
  }

  /**
   * The ranks of another number of them that have had what is this one's now, whatever the total.
   *
   * @param before how many there were
   */
  public List<Integer> ranksBefore(int before) {
    long end = ((rank + 1L) * before + size - 1) / size;
    return IntStream.range((int) ((long) rank * before / size), (int) end).boxed().toList();
  }

  /** As a message names it. */
  public String describe() {
    return "rank " + rank + " of " + size;
  }
}
