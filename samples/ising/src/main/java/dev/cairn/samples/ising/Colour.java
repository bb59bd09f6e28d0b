/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

/** The colours of the sites of a {@link Lattice}. */
enum Colour {
  BLACK(0),
  WHITE(1);

  private final int inRowZero;

  Colour(int inRowZero) {
    this.inRowZero = inRowZero;
  }

  /** The first column that has this colour; every second one follows. */
  int firstColumn(int row) {
    return (row + inRowZero) & 1;
  }
}
