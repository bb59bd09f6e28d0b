/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.time.Duration;
import java.util.Optional;

/**
 * Cuts that rank 0 announces. Whether a rank takes part is decided on its own thread inside
 * safepoint(), where its count stands still: only while that is lower.
 *
 * <p>Thread-safe.
 */
final class AnnouncedCuts implements CutPlan {
  /** An announcement that came too late, and where this rank was by then. */
  record Missed(Announcement announcement, long count) {}

  private final RankClock clock;
  private Announcement newest;
  private Announcement taken;
  private Missed missed;
  private long takenNanos;

  AnnouncedCuts(RankClock clock) {
    this.clock = clock;
  }

  /** One has been seen. */
  synchronized void see(Announcement announcement) {
    newest = announcement;
  }

  /**
   * The program may wait for another rank, and come to no safepoint as long as that waits for it.
   *
   * @param count of safepoints that it has passed at least
   */
  synchronized void hasPassed(long count) {
    if (newest != null && newest.safepoint() <= count) {
      missed = new Missed(newest, count);
      newest = null;
    }
  }

  /** True while the program has to come to a safepoint to take note of one. */
  synchronized boolean isWaiting() {
    return newest != null;
  }

  /** The one that came too late, once. */
  synchronized Optional<Missed> takeMissed() {
    Missed found = missed;
    missed = null;
    return Optional.ofNullable(found);
  }

  @Override
  public synchronized Optional<Cut> at(long count) {
    if (newest != null) {
      if (newest.safepoint() > count) {
        taken = newest;
        takenNanos = clock.nanos();
      } else {
        missed = new Missed(newest, count);
      }
      newest = null;
    }
    if (taken == null || taken.safepoint() != count) {
      return Optional.empty();
    }
    Cut cut = taken.cut(Duration.ofNanos(clock.nanos() - takenNanos));
    taken = null;
    return Optional.of(cut);
  }

  @Override
  public synchronized long next(long count) {
    if (taken != null && taken.safepoint() <= count) {
      taken = null; // the program itself was there
    }
    return taken == null ? Long.MAX_VALUE : taken.safepoint();
  }
}
