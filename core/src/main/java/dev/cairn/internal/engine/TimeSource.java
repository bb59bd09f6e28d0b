/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.time.Duration;
import java.time.Instant;

/** The time, so that tests can set it. Thread-safe. */
public interface TimeSource {
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

  /** Nanoseconds that only differences mean something of. */
  long nanos();

  /** The clock, for people. */
  Instant now();

  /** Waits. */
  void sleep(Duration duration) throws InterruptedException;
}
