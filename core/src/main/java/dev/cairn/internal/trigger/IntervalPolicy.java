/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import java.time.Duration;

/** How long to compute between two checkpoints. Immutable. */
public interface IntervalPolicy {
  /**
   * What checkpoints have cost so far.
   *
   * @param pause how long the program waited for the last one
   * @param persist how long the last one took to become durable, while the program went on
   */
  record Cost(Duration pause, Duration persist) {
    /** Nothing is known yet. */
    public static final Cost UNKNOWN = new Cost(Duration.ZERO, Duration.ZERO);
  }

  /**
   * The interval from the beginning of one checkpoint to the beginning of the next.
   *
   * @param cost what checkpoints have cost so far
   */
  Duration after(Cost cost);

  /** As the log says it. */
  String describe();

  /** The same for a run that has been through something. */
  default IntervalPolicy informedBy(Interruptions seen) {
    return this;
  }

  /** Always the same interval. */
  static IntervalPolicy fixed(Duration every) {
    return new IntervalPolicy() {
      @Override
      public Duration after(Cost cost) {
        return every;
      }

      @Override
      public String describe() {
        return "every " + SpanText.of(every);
      }
    };
  }

  /** No interval: checkpoints are taken for other reasons. */
  static IntervalPolicy never() {
    return new IntervalPolicy() {
      @Override
      public Duration after(Cost cost) {
        return Duration.ofDays(10_000);
      }

      @Override
      public String describe() {
        return "by safepoint count";
      }
    };
  }
}
