/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.trigger.Interruptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IntervalAdviceTest {
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  @Test
  void shouldSayWhatASweepWritesAndWhatAnInterruptionCosts() {
    IntervalAdvice advice = new IntervalAdvice(5000, new Interruptions(2, Duration.ofHours(30)));

    assertThat(advice.after(INTERVAL, 100_000_000))
        .contains(
            "a checkpoint every 10 min: up to 600 MB an hour, of all 5000 up to 3.0 TB; an "
                + "interruption costs 5 min of computing on average (2 in 30 h of computing so far)");
  }

  @Test
  void shouldSayItAgainOnlyWhereItHasChangedAGoodDeal() {
    IntervalAdvice advice = new IntervalAdvice(1, Interruptions.NONE);
    assertThat(advice.after(INTERVAL, 1000)).isPresent();

    assertThat(advice.after(INTERVAL, 1000)).isEmpty();
    assertThat(advice.after(INTERVAL.plusMinutes(5), 1500)).isEmpty();
    assertThat(advice.after(INTERVAL.multipliedBy(2), 4000)).isPresent();
    assertThat(advice.after(INTERVAL.multipliedBy(2), 100)).as("it shares much").isEmpty();
    assertThat(advice.after(INTERVAL.multipliedBy(2), 9000)).isPresent();
  }

  @Test
  void shouldSayNothingWhereNoneIsDue() {
    assertThat(new IntervalAdvice(1, Interruptions.NONE).after(Duration.ofDays(10_000), 1))
        .isEmpty();
  }
}
