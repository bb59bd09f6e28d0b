/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * State of a run that belongs to no rank: elements with an index from 0 to a {@link #total()}, of
 * which each rank has a range, the first rank the first one. A restart on another number of ranks
 * divides them anew.
 *
 * <pre>{@code
 * @Checkpointed(common = true) final class Clock { long step; }
 *
 * try (Checkpoint<Clock> run = Checkpoint.configure().ranks().resumeOrStart(Clock::new)) {
 *   Shards<double[]> rows = run.shards("rows", height, row -> initial(row));
 *   while (run.state().step < steps && run.safepoint()) {
 *     for (long row = rows.from(); row < rows.to(); row++) compute(rows.get(row));
 *     run.state().step++;
 *   }
 *   if (run.isStopping()) System.exit(run.exitCode());
 *   run.complete();
 * }
 * }</pre>
 *
 * <p>Rank r of n has the indices from total * r / n to total * (r + 1) / n, rounded down. An
 * element is any state; after a restart on another number of ranks it shares objects with those
 * elements and common roots alone that came from the same rank, so let it refer to nothing outside
 * itself.
 *
 * <p><b>Threading.</b> As for all state: one thread at a time, or guarded by the program. This
 * object is a view and no state: keep it in no field that is checkpointed.
 *
 * @param <T> the type of the elements
 */
public interface Shards<T> {
  /** {@return how many elements all ranks have} */
  long total();

  /** {@return the first index of this rank} */
  long from();

  /** {@return the index after the last of this rank; {@link #from()} where it has none} */
  long to();

  /**
   * {@return true where an element is on this rank}
   *
   * @param index of the element
   */
  boolean has(long index);

  /**
   * Tells which rank has an element.
   *
   * @param index of the element, from 0 to below {@link #total()}
   * @return the rank
   * @throws IndexOutOfBoundsException if there is no such index
   */
  int rankOf(long index);

  /**
   * {@return an element of this rank}
   *
   * @param index of it
   * @throws IndexOutOfBoundsException if it is on another rank; that is named
   */
  T get(long index);

  /**
   * Replaces an element of this rank.
   *
   * @param index of it
   * @param element the new one; may be null
   * @throws IndexOutOfBoundsException if it is on another rank; that is named
   */
  void set(long index, T element);
}
