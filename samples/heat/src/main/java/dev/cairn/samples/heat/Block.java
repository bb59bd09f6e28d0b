/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import dev.cairn.Shards;

/**
 * The rows of a plate that a JVM computes: u' = u + a (north + south + west + east - 4 u), the
 * explicit scheme of the heat equation (J. Crank, The Mathematics of Diffusion, 2nd ed., ch. 8),
 * with a = 0.2. The border keeps its temperature.
 *
 * <p>Each cell is computed by the same operations in the same order, whoever has its row: the
 * result is the same to the last bit on any number of JVMs.
 *
 * <p>Threading: for one thread.
 */
final class Block {
  private static final double FLOW = 0.2;

  /** Temperatures of the plate by row; as many columns as rows. */
  private final Shards<double[]> plate;

  private final int size;

  /** What the rows were before a step; no state. */
  private final double[][] before;

  /**
   * Shows some rows.
   *
   * @param plate the state
   */
  Block(Shards<double[]> plate) {
    this.plate = plate;
    this.size = Math.toIntExact(plate.total());
    this.before = new double[rows()][];
  }

  /**
   * A row at the beginning, with a hot spot in the middle of the plate.
   *
   * @param row which, from 0
   * @param size how many rows and columns the plate has
   */
  static double[] initial(long row, int size) {
    double[] cells = new double[size];
    for (int column = 0; column < size; column++) {
      double down = (row - size / 2.0) / size;
      double across = (column - size / 2.0) / size;
      cells[column] = 100 / (1 + 200 * (down * down + across * across));
    }
    return cells;
  }

  int rows() {
    return (int) (plate.to() - plate.from());
  }

  double[] firstRow() {
    return plate.get(plate.from()).clone();
  }

  double[] lastRow() {
    return plate.get(plate.to() - 1).clone();
  }

  /**
   * One step.
   *
   * @param above the row before its first, of another block; null at the edge of the plate
   * @param below the row after its last; null at the edge of the plate
   */
  void advance(double[] above, double[] below) {
    for (int i = 0; i < rows(); i++) {
      before[i] = plate.get(plate.from() + i);
    }
    for (int i = 0; i < rows(); i++) {
      long row = plate.from() + i;
      if (row > 0 && row < size - 1) {
        double[] north = i == 0 ? above : before[i - 1];
        double[] south = i == rows() - 1 ? below : before[i + 1];
        plate.set(row, advanced(before[i], north, south));
      }
    }
  }

  private double[] advanced(double[] now, double[] north, double[] south) {
    double[] next = now.clone();
    for (int column = 1; column < size - 1; column++) {
      double around = ((north[column] + south[column]) + now[column - 1]) + now[column + 1];
      next[column] = now[column] + FLOW * (around - 4 * now[column]);
    }
    return next;
  }

  /**
   * A digest of its cells by their places in the plate: those of all blocks add up to that of the
   * plate.
   */
  long digest() {
    long sum = 0;
    for (long row = plate.from(); row < plate.to(); row++) {
      double[] cells = plate.get(row);
      for (int column = 0; column < size; column++) {
        long place = row * size + column;
        long bits = Double.doubleToLongBits(cells[column]) + place * 0x9E3779B97F4A7C15L;
        bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
        sum += bits ^ (bits >>> 31);
      }
    }
    return sum;
  }
}
