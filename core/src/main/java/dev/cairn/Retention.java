/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Which checkpoints are kept. Immutable.
 *
 * <pre>{@code
 * Retention.keepLast(3).andEvery(Duration.ofHours(6))
 * }</pre>
 *
 * <p>Only verified checkpoints count, the newest two are always kept, and one that is pinned (a
 * file {@code NAME.pinned} beside it) is never removed.
 *
 * @param last how many of the newest are kept; at least {@value #MINIMUM}
 * @param every beside them, the first one of each such span of the writer's clock
 */
public record Retention(int last, Optional<Duration> every) {
  /** Fewer than two kept checkpoints would leave none while the only one is found damaged. */
  public static final int MINIMUM = 2;

  /** Keep the last three. */
  public static final Retention DEFAULT = keepLast(3);

  /**
   * Checks the values.
   *
   * @param last how many of the newest are kept
   * @param every beside them, one of each such span
   * @throws CheckpointSettingsException if they make no sense
   */
  public Retention {
    Objects.requireNonNull(every, "every");
    if (last < MINIMUM) {
      throw new CheckpointSettingsException(
          "retention keeps the last "
              + last
              + " checkpoints; at least "
              + MINIMUM
              + " are needed, so that one damaged file never loses the run");
    }
    if (every.isPresent() && (every.get().isZero() || every.get().isNegative())) {
      throw new CheckpointSettingsException(
          "retention keeps one checkpoint every " + every.get() + "; the span must be positive");
    }
  }

  /**
   * Keeps the newest checkpoints.
   *
   * @param count how many, at least {@value #MINIMUM}
   * @return the policy
   * @throws CheckpointSettingsException if there would be fewer than {@value #MINIMUM}
   */
  public static Retention keepLast(int count) {
    return new Retention(count, Optional.empty());
  }

  /**
   * Keeps, beside the newest, the first checkpoint of each span.
   *
   * @param span the span, for example six hours
   * @return the policy
   * @throws CheckpointSettingsException if the span is not positive
   */
  public Retention andEvery(Duration span) {
    return new Retention(last, Optional.of(span));
  }
}
