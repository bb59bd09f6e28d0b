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

  /** How long "of late" is at least. */
  private static final long WINDOW_NANOS = 5_000_000_000L;

  private record Seen(long count, long nanos) {}

  private final Map<Integer, Seen> seen = new HashMap<>();

  /** The one before, for how fast they are just now. */
  private final Map<Integer, Seen> earlier = new HashMap<>();

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
      Seen base = earlier.get(rank);
      if (before != null && (base == null || before.nanos() - base.nanos() > WINDOW_NANOS)) {
        earlier.put(rank, before);
      }
      seen.put(rank, new Seen(count, nanos));
    }
  }

  /** Safepoints in a nanosecond, on average of the attempt. */
  private double mean(Seen rank) {
    return rank.count() / (double) Math.max(1, rank.nanos() - begunNanos);
  }

  /** As of late, where that is known. */
  private double recent(int rank) {
    Seen now = seen.get(rank);
    Seen base = earlier.get(rank);
    return base == null || now.nanos() <= base.nanos()
        ? mean(now)
        : (now.count() - base.count()) / (double) (now.nanos() - base.nanos());
  }

  /** The count that the fastest rank will not have passed before so much time has. */
  long ahead(Duration lead, long nanos) {
    double furthest = 0;
    for (Map.Entry<Integer, Seen> entry : seen.entrySet()) {
      Seen rank = entry.getValue();
      double fastest = Math.max(mean(rank), recent(entry.getKey()));
      double since = nanos - rank.nanos() + lead.toNanos();
      furthest = Math.max(furthest, rank.count() + fastest * since * MARGIN);
    }
    return (long) Math.ceil(furthest) + 1;
  }

  /** How long the slowest rank takes to come to a count; of those not seen yet, as the slowest. */
  Duration until(long count, long nanos) {
    double longest = 0;
    for (Map.Entry<Integer, Seen> entry : seen.entrySet()) {
      Seen rank = entry.getValue();
      double rate = Math.min(mean(rank), recent(entry.getKey()));
      double left = count - rank.count() - rate * (nanos - rank.nanos());
      longest = Math.max(longest, rate == 0 ? 0 : left / rate);
    }
    double bounded = Math.min(longest, (double) Duration.ofDays(1000).toNanos());
    return Duration.ofNanos((long) bounded);
  }
}
