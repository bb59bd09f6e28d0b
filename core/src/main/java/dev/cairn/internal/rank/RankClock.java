/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.time.Duration;

/** How time passes, so that tests can say. Thread-safe. */
public interface RankClock {
  /** Nanoseconds that only differences mean something of. */
  long nanos();

  /** Waits. */
  void sleep(Duration duration) throws InterruptedException;
}
