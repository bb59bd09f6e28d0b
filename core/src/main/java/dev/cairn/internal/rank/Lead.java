/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.time.Duration;

/**
 * How far ahead something has to be announced so that every rank knows of it in time: as long as it
 * took to be seen so far, and some more. Not thread-safe.
 */
final class Lead {
  private static final int MARGIN = 3;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** A stop tries a shorter one first: a failure costs another try, and time may be short. */
  private static final int HASTE = 8;

  private final Duration least;
  private Duration slowest = Duration.ZERO;

  Lead(Duration least) {
    this.least = least;
  }

  /**
   * All have come to an announced safepoint.
   *
   * @param unseen how much later than rank 0 the slowest knew of it
   */
  void seen(Duration unseen) {
    // What took long once need not always.
    Duration faded = slowest.multipliedBy(9).dividedBy(10);
    slowest = unseen.compareTo(faded) > 0 ? unseen : faded;
  }

  /** A rank has learned of it too late: it took longer than that. */
  void missed(Duration lead) {
    Duration longer = lead.compareTo(slowest) > 0 ? lead : slowest;
    slowest = longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
  }

  Duration ordinary() {
    Duration wanted = slowest.multipliedBy(MARGIN);
    return wanted.compareTo(least) > 0 ? wanted : least;
  }

  /** That of a stop that was tried so often. */
  Duration ofStop(int tries) {
    Duration whole = ordinary();
    long parts = Math.min(HASTE, 1L << Math.min(tries, 30));
    return whole.multipliedBy(parts).dividedBy(HASTE);
  }
}
