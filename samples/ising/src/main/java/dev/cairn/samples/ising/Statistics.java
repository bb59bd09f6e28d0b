/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpointed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each local energy was seen, and what is still to be measured. The counts are integers,
 * so they do not depend on the order in which threads add to them.
 *
 * <p>Thread-safe.
 */
@Checkpointed
final class Statistics {
  private final long[] counts = new long[5];
  private final List<Measurement> pending = new ArrayList<>();

  synchronized void plan(Measurement measurement) {
    pending.add(measurement);
  }

  synchronized List<Measurement> pending() {
    return List.copyOf(pending);
  }

  /** Adds one row of a measurement: the counts and the progress of the measurement together. */
  synchronized void add(Measurement measurement, int... row) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] += row[i];
    }
    measurement.rowCounted();
    if (measurement.isDone()) {
      pending.remove(measurement);
    }
  }

  /** The counts of the energies -4, -2, 0, 2 and 4, separated by commas. */
  @Override
  public synchronized String toString() {
    return Arrays.toString(counts).replaceAll("[\\[\\] ]", "");
  }
}
