/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast ranks pass safepoints, as rank 0 sees it by its own clock. For an announcement the
 * fastest counts, since it has to know before it comes there; for how long to wait the slowest. Not
 * thread-safe.
 */
final class Pace {
  /** What is seen of another rank is old when it is seen. */
  private static final double MARGIN = 1.25;

  private record Seen(long count, long nanos) {}

  private final Map<Integer, Seen> seen = new HashMap<>();
  private long begunNanos = -1;

  /** All begin to count about now. */
  void begin(long nanos) {
    if (begunNanos == -1) {
      begunNanos = nanos;
    }
  }

  /** A rank has passed so many. */
  void passed(int rank, long count, long nanos) {
    Seen before = seen.get(rank);
    if (before == null || before.count() < count) {
      seen.put(rank, new Seen(count, nanos));
    }
  }

  /** Safepoints in a nanosecond. */
  private double rate(Seen rank) {
    return rank.count() / (double) Math.max(1, rank.nanos() - begunNanos);
  }

  /** The count that the fastest rank will not have passed before so much time has. */
  long ahead(Duration lead, long nanos) {
    double furthest = 0;
    for (Seen rank : seen.values()) {
      double since = nanos - rank.nanos() + lead.toNanos();
      furthest = Math.max(furthest, rank.count() + rate(rank) * since * MARGIN);
    }
    return (long) Math.ceil(furthest) + 1;
  }

  /** How long the slowest rank takes to come to a count; of those not seen yet, as the slowest. */
  Duration until(long count, long nanos) {
    double longest = 0;
    for (Seen rank : seen.values()) {
      double rate = rate(rank);
      double left = count - rank.count() - rate * (nanos - rank.nanos());
      longest = Math.max(longest, rate == 0 ? 0 : left / rate);
    }
    double bounded = Math.min(longest, (double) Duration.ofDays(1000).toNanos());
    return Duration.ofNanos((long) bounded);
  }
}
