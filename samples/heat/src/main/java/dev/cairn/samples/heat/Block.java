/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import dev.cairn.Checkpointed;

/**
 * Some rows of a plate, and how long heat has flowed in it: u' = u + a (north + south + west + east
 * - 4 u), the explicit scheme of the heat equation (J. Crank, The Mathematics of Diffusion, 2nd
 * ed., ch. 8), with a = 0.2. The border keeps its temperature.
 *
 * <p>Each cell is computed by the same operations in the same order, whoever has its row: the
 * result is the same to the last bit on any number of JVMs.
 *
 * <p>Threading: for one thread.
 */
@Checkpointed
final class Block {
  private static final double FLOW = 0.2;

  /** The first row that it has, of the plate's, from 0. */
  final int from;

  /** How many rows and columns the plate has. */
  final int height;

  final int width;

  /** Temperatures: its rows by columns, as one row after the other. */
  private double[] now;

  private double[] next;
  private long step;

  /**
   * The rows of a rank, at the beginning: a hot spot in the middle.
   *
   * @param rank which
   * @param size among how many
   * @param height rows of the plate
   * @param width columns of the plate
   */
  Block(int rank, int size, int height, int width) {
    this.from = rowsBefore(rank, size, height);
    this.height = height;
    this.width = width;
    int rows = rowsBefore(rank + 1, size, height) - from;
    this.now = new double[rows * width];
    this.next = new double[rows * width];
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        double down = (from + row - height / 2.0) / height;
        double across = (column - width / 2.0) / width;
        now[row * width + column] = 100 / (1 + 200 * (down * down + across * across));
      }
    }
  }

  /** The rows that ranks before this one have. */
  private static int rowsBefore(int rank, int size, int height) {
    return (int) ((long) height * rank / size);
  }

  int rows() {
    return now.length / width;
  }

  long step() {
    return step;
  }

  double[] firstRow() {
    return row(0);
  }

  double[] lastRow() {
    return row(rows() - 1);
  }

  private double[] row(int row) {
    double[] copy = new double[width];
    System.arraycopy(now, row * width, copy, 0, width);
    return copy;
  }

  /**
   * One step.
   *
   * @param above the row before its first, of another block; null at the edge of the plate
   * @param below the row after its last; null at the edge of the plate
   */
  void advance(double[] above, double[] below) {
    for (int row = 0; row < rows(); row++) {
      int global = from + row;
      int at = row * width;
      if (global == 0 || global == height - 1) {
        System.arraycopy(now, at, next, at, width);
      } else {
        double[] north = row == 0 ? above : now;
        double[] south = row == rows() - 1 ? below : now;
        advanceRow(at, north, row == 0 ? 0 : at - width, south, row == rows() - 1 ? 0 : at + width);
      }
    }
    double[] spare = now;
    now = next;
    next = spare;
    step++;
  }

  private void advanceRow(int at, double[] north, int northAt, double[] south, int southAt) {
    next[at] = now[at];
    for (int column = 1; column < width - 1; column++) {
      int cell = at + column;
      double around =
          ((north[northAt + column] + south[southAt + column]) + now[cell - 1]) + now[cell + 1];
      next[cell] = now[cell] + FLOW * (around - 4 * now[cell]);
    }
    next[at + width - 1] = now[at + width - 1];
  }

  /**
   * A digest of its cells by their places in the plate: those of all blocks add up to that of the
   * plate.
   */
  long digest() {
    long sum = 0;
    for (int i = 0; i < now.length; i++) {
      long place = (long) from * width + i;
      long bits = Double.doubleToLongBits(now[i]) + place * 0x9E3779B97F4A7C15L;
      bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
      bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
      sum += bits ^ (bits >>> 31);
    }
    return sum;
  }
}
