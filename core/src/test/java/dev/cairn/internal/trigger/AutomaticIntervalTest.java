/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cairn.internal.trigger.IntervalPolicy.Cost;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AutomaticIntervalTest {
  private static final Duration DAY = Duration.ofHours(24);

  private static Duration after(Duration pause, Duration persist, Duration lossBound, Duration m) {
    return new AutomaticInterval(0.01, lossBound, m, false).after(new Cost(pause, persist));
  }

  @Test
  void shouldBeYoungsIntervalBetweenTheBounds() {
    // sqrt(2 * 2 s * 86,400 s) = 587.9 s
    assertThat(after(Duration.ofSeconds(2), Duration.ofSeconds(5), DAY, DAY).toSeconds())
        .isEqualTo(587);
  }

  @Test
  void shouldGrowWithTheSquareRootOfTheTimeBetweenInterruptions() {
    Duration once = after(Duration.ofSeconds(2), Duration.ZERO, DAY, DAY);
    Duration twice = after(Duration.ofSeconds(2), Duration.ZERO, DAY, DAY.multipliedBy(2));

    assertThat((double) twice.toMillis() / once.toMillis())
        .isCloseTo(Math.sqrt(2), org.assertj.core.data.Offset.offset(1e-4));
  }

  @Test
  void shouldNotRiskMoreThanTheLossBound() {
    assertThat(after(Duration.ofSeconds(2), Duration.ZERO, Duration.ofMinutes(5), DAY))
        .isEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void shouldNotSpendMoreThanTheBudgetWhateverTheLossBound() {
    // 60 s of pause at 1 % is 6,000 s, although no more than 300 s should be lost.
    assertThat(after(Duration.ofSeconds(60), Duration.ZERO, Duration.ofMinutes(5), DAY))
        .isEqualTo(Duration.ofSeconds(6000));
  }

  @Test
  void shouldLetTheDiskRest() {
    assertThat(after(Duration.ofMillis(1), Duration.ofMinutes(10), DAY, DAY))
        .isEqualTo(Duration.ofMinutes(20));
    assertThat(after(Duration.ZERO, Duration.ZERO, DAY, DAY)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void shouldGrowWithTheRootOfWhatWasSeenBetweenTwoInterruptions() {
    AutomaticInterval assumed =
        new AutomaticInterval(0.01, Duration.ofDays(10), Duration.ofHours(24), false);
    Cost cost = new Cost(Duration.ofMillis(100), Duration.ofSeconds(1));
    // With what was assumed as one of them: 6 in 144 h, and 3 in 144 h.
    Duration often = assumed.informedBy(new Interruptions(5, Duration.ofHours(120))).after(cost);
    Duration seldom = assumed.informedBy(new Interruptions(2, Duration.ofHours(120))).after(cost);

    assertThat(seldom.toMillis() / (double) often.toMillis()).isCloseTo(Math.sqrt(2), within(1e-3));
  }

  @Test
  void shouldBelieveTheUserMoreThanWhatWasSeen() {
    AutomaticInterval given =
        new AutomaticInterval(0.01, Duration.ofDays(10), Duration.ofHours(24), true);

    assertThat(given.informedBy(new Interruptions(99, Duration.ofHours(1)))).isEqualTo(given);
  }
}
