/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpointed;
import org.apache.commons.rng.UniformRandomProvider;

/** Some rows of a lattice, with a generator of their own: the share of one thread. */
@Checkpointed
final class Stripe {
  private final int firstRow;
  private final int lastRow;
  private final UniformRandomProvider random;

  /** The last row is not included. */
  Stripe(int firstRow, int lastRow, UniformRandomProvider random) {
    this.firstRow = firstRow;
    this.lastRow = lastRow;
    this.random = random;
  }

  UniformRandomProvider random() {
    return random;
  }

  void flip(Lattice lattice, Colour colour) {
    lattice.flip(colour, firstRow, lastRow, random);
  }
}
