/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, in milliseconds or anything else. */
final class Series {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  double least() {
    return values.stream().mapToDouble(value -> value).min().orElseThrow();
  }

  double most() {
    return values.stream().mapToDouble(value -> value).max().orElseThrow();
  }

  int size() {
    return values.size();
  }

  /** The last ones. */
  Series last(int count) {
    Series series = new Series();
    series.values.addAll(values.subList(values.size() - count, values.size()));
    return series;
  }

  /** The first ones. */
  Series first(int count) {
    Series series = new Series();
    series.values.addAll(values.subList(0, count));
    return series;
  }

  /** Median, and in brackets the least and the most. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.0f (%.0f to %.0f)", median(), least(), most());
  }
}
