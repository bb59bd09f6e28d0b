/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import java.util.function.UnaryOperator;

/**
 * The ranks of a program that has a collective operation: by it they agree at a safepoint whether
 * to take a checkpoint there.
 *
 * <pre>{@code
 * // MPI
 * Checkpoint.configure().ranks(RankGroup.of(comm.getRank(), comm.getSize(), values -> {
 *   try {
 *     comm.allReduce(values, values.length, MPI.LONG, MPI.MAX);
 *   } catch (MPIException e) {
 *     throw new IllegalStateException("the ranks cannot agree: " + e, e);
 *   }
 *   return values;
 * }))
 * }</pre>
 *
 * <p>Threading: {@link #agree} is called by one thread of the program, inside its safepoint() and
 * complete(), and at the same safepoints by all ranks. Failure: what it throws comes out of these.
 */
public interface RankGroup {
  /** {@return which rank this JVM is, from 0} */
  int rank();

  /** {@return how many there are} */
  int size();

  /**
   * A collective: every rank gives some numbers, and each gets, element by element, the largest
   * that one has given. Returns once all have called it.
   *
   * @param mine those of this rank, a few, as many at each call and rank; may be changed
   * @return the largest ones
   */
  long[] agree(long[] mine);

  /**
   * A group by any collective that gives the maximum.
   *
   * @param rank which rank this JVM is, from 0
   * @param size how many there are
   * @param maximum as {@link #agree}
   * @return the group
   */
  static RankGroup of(int rank, int size, UnaryOperator<long[]> maximum) {
    return new RankGroup() {
      @Override
      public int rank() {
        return rank;
      }

      @Override
      public int size() {
        return size;
      }

      @Override
      public long[] agree(long[] mine) {
        return maximum.apply(mine);
      }
    };
  }
}
