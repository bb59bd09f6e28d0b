/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * How long each step of a program took, and beside which of them something was written. What one
 * write costs is how much longer the steps took that met it, and those of some time after it, than
 * as many others around it take on average.
 */
final class Steps {
  /** So many steps after a write are still held to be of it. */
  private static final int AFTER = 50;

  /** So many steps before and after it say how long one takes without. */
  private static final int AROUND = 500;

  private final List<Long> nanos = new ArrayList<>();
  private final List<Boolean> met = new ArrayList<>();

  /** Another step. */
  void add(long tookNanos, boolean beside) {
    nanos.add(tookNanos);
    met.add(beside);
  }

  /** What each write cost, in milliseconds, but for one that was there from the first step on. */
  List<Double> costs() {
    List<Double> costs = new ArrayList<>();
    for (int from = 1; from < nanos.size(); from++) {
      if (met.get(from) && !met.get(from - 1)) {
        int until = from;
        while (until < nanos.size() && isOf(from, until)) {
          until++;
        }
        if (until < nanos.size()) { // not cut off by the end
          costs.add((sum(from, until) - (until - from) * alone(from, until)) / 1e6);
        }
        from = until;
      }
    }
    return costs;
  }

  private boolean isOf(int from, int step) {
    return met.subList(Math.max(from, step - AFTER), step + 1).contains(true);
  }

  private double sum(int from, int until) {
    return nanos.subList(from, until).stream().mapToLong(each -> each).sum();
  }

  /** How long a step takes around there that meets nothing. */
  private double alone(int from, int until) {
    long sum = 0;
    int count = 0;
    for (int i = Math.max(0, from - AROUND); i < Math.min(nanos.size(), until + AROUND); i++) {
      if ((i < from || i >= until) && !isOf(0, i)) {
        sum += nanos.get(i);
        count++;
      }
    }
    return (double) sum / count;
  }
}
