/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpoint;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A pool that measures snapshots of the lattice while the next sweeps go on. Each row goes into the
 * statistics by {@link Checkpoint#update}: a checkpoint may fall between two rows, and the
 * measurement is then gone on with at the next row; it never falls into the middle of one.
 */
final class MeasuringPool implements AutoCloseable {
  private static final int ROWS_PER_TASK = 64;

  private final Checkpoint<?> run;
  private final Statistics statistics;
  private final ThreadPoolExecutor threads;

  MeasuringPool(Checkpoint<?> run, Statistics statistics, int size) {
    this.run = run;
    this.statistics = statistics;
    // Where the pool falls behind, the thread that submits does the work itself.
    this.threads =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(4 * size),
            new ThreadPoolExecutor.CallerRunsPolicy());
  }

  /** Plans the measurement of a snapshot: what is planned is state, and survives. */
  void measure(Lattice snapshot) {
    for (int row = 0; row < snapshot.side(); row += ROWS_PER_TASK) {
      int lastRow = Math.min(row + ROWS_PER_TASK, snapshot.side());
      Measurement measurement = new Measurement(snapshot, row, lastRow);
      statistics.plan(measurement);
      threads.execute(() -> measure(measurement));
    }
  }

  /** Goes on with what was planned before the program was stopped. */
  void resume(List<Measurement> pending) {
    pending.forEach(measurement -> threads.execute(() -> measure(measurement)));
  }

  private void measure(Measurement measurement) {
    while (!measurement.isDone()) {
      int[] counts = measurement.countNextRow();
      run.update(() -> statistics.add(measurement, counts));
    }
  }

  /** Waits for all that was planned. */
  void finish() throws InterruptedException {
    threads.shutdown();
    boolean ended = threads.awaitTermination(1, TimeUnit.HOURS);
    if (!ended || !statistics.pending().isEmpty()) {
      throw new IllegalStateException("a measurement has failed");
    }
  }

  /** Drops what has not begun: it stays planned. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
