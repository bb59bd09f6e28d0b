/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What can be said of the elements of arrays in a line: how many, the least, the greatest, the
 * mean, and how many are NaN. Booleans count as 0 and 1, chars by their code. Not thread-safe.
 *
 * <p>The mean is a running sum with Kahan's correction, so that a billion small numbers do not get
 * lost in their sum (Kahan 1965, doi:10.1145/363707.363723).
 */
public final class ArraySummary {
  private long count;
  private long nans;
  private long zeros;
  private double least = Double.POSITIVE_INFINITY;
  private double greatest = Double.NEGATIVE_INFINITY;
  private long leastWhole = Long.MAX_VALUE;
  private long greatestWhole = Long.MIN_VALUE;
  private double sum;
  private double correction;

  /** Adds the elements of an array. */
  public void add(CheckpointView view, GraphVisitor.Elements array) throws IOException {
    view.pieces(array).forEach(bytes -> add(array.elementType(), bytes));
  }

  private void add(String type, ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      switch (type) {
        case "double" -> add(bytes.getDouble());
        case "float" -> add(bytes.getFloat());
        default -> addWhole(ElementTypes.whole(type, bytes));
      }
    }
  }

  private void add(double value) {
    count++;
    if (Double.isNaN(value)) {
      nans++;
      return;
    }
    if (value == 0) {
      zeros++;
    }
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    addToSum(value);
  }

  private void addWhole(long value) {
    count++;
    if (value == 0) {
      zeros++;
    }
    leastWhole = Math.min(leastWhole, value);
    greatestWhole = Math.max(greatestWhole, value);
    addToSum((double) value);
  }

  private void addToSum(double value) {
    double corrected = value - correction;
    double next = sum + corrected;
    if (Double.isFinite(next)) {
      correction = (next - sum) - corrected;
    }
    sum = next;
  }

  /** How many elements. */
  public long count() {
    return count;
  }

  /** How many of them are NaN. */
  public long nans() {
    return nans;
  }

  /** How many of them are 0. */
  public long zeros() {
    return zeros;
  }

  /** The least that is a number, as a text; empty where there is none. */
  public String least() {
    if (leastWhole <= greatestWhole) {
      return Long.toString(leastWhole);
    }
    return least <= greatest ? Double.toString(least) : "";
  }

  /** The greatest that is a number, as a text; empty where there is none. */
  public String greatest() {
    if (leastWhole <= greatestWhole) {
      return Long.toString(greatestWhole);
    }
    return least <= greatest ? Double.toString(greatest) : "";
  }

  /** The mean of those that are numbers; NaN where there is none. */
  public double mean() {
    return sum / (count - nans);
  }
}
