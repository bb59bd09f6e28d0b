/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpointed;
import org.apache.commons.rng.UniformRandomProvider;

/**
 * A square of spins, each up (+1) or down (-1), whose edges are joined: the lattice of an Ising
 * model with coupling 1 and no field.
 *
 * <p>Sites are black and white as on a chessboard. A black site has white neighbours only, so all
 * black sites may change at once, and on several threads, and then all white ones.
 */
@Checkpointed
final class Lattice {
  private final int side;

  /** The spin at (row, column) is spins[row * side + column]. */
  private final byte[] spins;

  /** Metropolis: the chance of a flip, by how many more neighbours are aligned than are not. */
  private final double[] chances = new double[5];

  /** A lattice at infinite temperature, brought in contact with a bath of the given one. */
  Lattice(int side, double temperature, UniformRandomProvider random) {
    this.side = side;
    this.spins = new byte[side * side];
    for (int site = 0; site < spins.length; site++) {
      spins[site] = (byte) (random.nextBoolean() ? 1 : -1);
    }
    for (int aligned = 0; aligned < chances.length; aligned++) {
      // StrictMath: the same on every computer.
      chances[aligned] = StrictMath.exp(-2 * aligned / temperature);
    }
  }

  private Lattice(Lattice other) {
    this.side = other.side;
    this.spins = other.spins.clone();
    System.arraycopy(other.chances, 0, chances, 0, chances.length);
  }

  Lattice copy() {
    return new Lattice(this);
  }

  int side() {
    return side;
  }

  byte[] spins() {
    return spins;
  }

  /** Offers a flip to each site of one colour in some rows; the last row is not included. */
  void flip(Colour colour, int firstRow, int lastRow, UniformRandomProvider random) {
    for (int row = firstRow; row < lastRow; row++) {
      for (int column = colour.firstColumn(row); column < side; column += 2) {
        int site = row * side + column;
        int aligned = spins[site] * neighbours(row, column);
        if (aligned <= 0 || random.nextDouble() < chances[aligned]) {
          spins[site] = (byte) -spins[site];
        }
      }
    }
  }

  private int neighbours(int row, int column) {
    int above = (row == 0 ? side : row) - 1;
    int left = (column == 0 ? side : column) - 1;
    return spins[above * side + column] + spins[row * side + left] + rightAndBelow(row, column);
  }

  private int rightAndBelow(int row, int column) {
    int below = row + 1 == side ? 0 : row + 1;
    int right = column + 1 == side ? 0 : column + 1;
    return spins[below * side + column] + spins[row * side + right];
  }

  /** The energy of a site with its four neighbours, from -4 to 4. */
  int localEnergy(int row, int column) {
    return -spins[row * side + column] * neighbours(row, column);
  }

  /** The energy per site, from -2 to 2. */
  double energy() {
    long sum = 0;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        sum -= (long) spins[row * side + column] * rightAndBelow(row, column);
      }
    }
    return (double) sum / spins.length;
  }

  /** The mean spin, from -1 to 1. */
  double magnetisation() {
    long sum = 0;
    for (byte spin : spins) {
      sum += spin;
    }
    return (double) sum / spins.length;
  }
}
