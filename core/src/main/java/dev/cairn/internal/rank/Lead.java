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
   * A rank has come to an announced safepoint.
   *
   * @param lead how long ahead that was said
   * @param known how long it has known
   */
  void seen(Duration lead, Duration known) {
    Duration unseen = lead.minus(known);
    if (unseen.compareTo(slowest) > 0) {
      slowest = unseen;
    }
  }

  /** A rank has learned of it too late: it took longer than that. */
  void missed(Duration lead) {
    if (lead.compareTo(LONGEST) < 0) {
      seen(lead, Duration.ZERO);
    }
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
