/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpointed;

/** Counts the local energies in some rows of a snapshot, row by row. */
@Checkpointed
final class Measurement {
  private final Lattice snapshot;
  private final int lastRow;
  private int nextRow;

  /** The last row is not included. */
  Measurement(Lattice snapshot, int firstRow, int lastRow) {
    this.snapshot = snapshot;
    this.nextRow = firstRow;
    this.lastRow = lastRow;
  }

  boolean isDone() {
    return nextRow == lastRow;
  }

  /** The number of sites in the next row with a local energy of -4, -2, 0, 2 and 4. */
  int[] countNextRow() {
    int[] counts = new int[5];
    for (int column = 0; column < snapshot.side(); column++) {
      counts[(snapshot.localEnergy(nextRow, column) + 4) / 2]++;
    }
    return counts;
  }

  void rowCounted() {
    nextRow++;
  }
}
