/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How far ahead a cut is announced. */
class LeadAndPaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldAnnounceAsFarAheadAsItTookToBeSeen() {
    Lead lead = new Lead(Duration.ofSeconds(2));
    assertThat(lead.ordinary()).isEqualTo(Duration.ofSeconds(2));

    lead.seen(Duration.ofSeconds(5));

    assertThat(lead.ordinary()).isEqualTo(Duration.ofSeconds(15));
  }

  @Test
  void shouldGoFurtherAheadEachTimeThatSomebodyWasLate() {
    Lead lead = new Lead(Duration.ofSeconds(2));
    Duration before = Duration.ZERO;
    for (int i = 0; i < 6; i++) {
      assertThat(lead.ordinary()).isGreaterThan(before);
      before = lead.ordinary();
      lead.missed(before);
    }
    for (int i = 0; i < 100; i++) {
      lead.missed(lead.ordinary());
    }

    assertThat(lead.ordinary()).as("not for ever").isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void shouldForgetSlowlyWhatTookLongOnce() {
    Lead lead = new Lead(Duration.ofSeconds(2));
    lead.seen(Duration.ofSeconds(60));

    for (int i = 0; i < 50; i++) {
      lead.seen(Duration.ofMillis(100));
    }

    assertThat(lead.ordinary()).isEqualTo(Duration.ofSeconds(2));
  }

  /** A failure costs another try. */
  @Test
  void shouldTryAStopWithLessFirst() {
    Lead lead = new Lead(Duration.ofSeconds(8));

    assertThat(lead.ofStop(0)).isEqualTo(Duration.ofSeconds(1));
    assertThat(lead.ofStop(1)).isEqualTo(Duration.ofSeconds(2));
    assertThat(lead.ofStop(100)).isEqualTo(Duration.ofSeconds(8));
  }

  /** A rank with ten times the safepoints. */
  @Test
  void shouldCountByTheFastestAndWaitForTheSlowest() {
    Pace pace = new Pace();
    pace.begin(0);
    pace.passed(0, 100, 10 * SECOND);
    pace.passed(1, 1000, 10 * SECOND);

    long ahead = pace.ahead(Duration.ofSeconds(10), 10 * SECOND);

    assertThat(ahead).isBetween(2000L, 2500L);
    assertThat(pace.until(ahead, 10 * SECOND).toSeconds()).isBetween(190L, 240L);
  }

  /** Slow at first, then a hundred times as fast. */
  @Test
  void shouldCountByWhatIsFasterTheWholeOrOfLate() {
    Pace pace = new Pace();
    pace.begin(0);
    pace.passed(0, 100, 1000 * SECOND);
    pace.passed(0, 200, 1010 * SECOND);

    assertThat(pace.ahead(Duration.ofSeconds(10), 1010 * SECOND)).isGreaterThan(300);
  }
}
