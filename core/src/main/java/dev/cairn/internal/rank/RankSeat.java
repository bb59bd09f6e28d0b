/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

/**
 * Which of several JVMs this is.
 *
 * @param rank from 0
 * @param size how many there are
 * @param launch what all ranks of this start have in common, and no other start has
 */
public record RankSeat(int rank, int size, String launch) {
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

  /** As a message names it. */
  public String describe() {
    return "rank " + rank + " of " + size;
  }
}
