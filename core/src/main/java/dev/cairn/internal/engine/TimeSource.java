/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.rank.RankClock;
import java.time.Duration;
import java.time.Instant;

/** The time, so that tests can set it. Thread-safe. */
public interface TimeSource extends RankClock {
  /** The real time. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public Instant now() {
          return Instant.now();
        }

        @Override
        public void sleep(Duration duration) throws InterruptedException {
          Thread.sleep(duration.toMillis());
        }
      };

  /** The clock, for people. */
  Instant now();
}
