/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import java.time.Duration;

/**
 * What a run has been through: attempts that ended without saying so, as by a crash, a kill or a
 * dead node. One that was stopped at its time limit is none. Immutable.
 *
 * @param count how many
 * @param computed the time that was computed meanwhile
 */
public record Interruptions(long count, Duration computed) {
  /** Of a fresh run. */
  public static final Interruptions NONE = new Interruptions(0, Duration.ZERO);

  /**
   * The mean time between two of them: what was assumed counts as one that was seen after that time
   * (the mean of a gamma distribution with that as its prior). Without any the estimate grows, and
   * with many it goes against what was seen.
   *
   * @param assumed before anything was seen
   */
  public Duration meanTimeBetween(Duration assumed) {
    return assumed.plus(computed).dividedBy(count + 1);
  }
}
