/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.Progress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressMeterTest {
  private final ProgressMeter meter = new ProgressMeter();
  private long nanos = 5;

  private ProgressMeter.Pace lookAfter(Duration span) {
    nanos += span.toNanos();
    return meter.look(nanos).orElseThrow();
  }

  @Test
  void shouldSayNothingBeforeTheProgramDoes() {
    assertThat(meter.look(nanos)).isEmpty();
  }

  @Test
  void shouldTellRateAndTimeLeft() {
    meter.report(100, 1000);
    assertThat(lookAfter(Duration.ZERO).left()).isEmpty();
    meter.report(300, 1000);
    ProgressMeter.Pace pace = lookAfter(Duration.ofSeconds(20));
    assertThat(pace.perSecond()).isEqualTo(10);
    assertThat(pace.left()).contains(Duration.ofSeconds(70));
  }

  @Test
  void shouldTellTheRateOfTheLastTenMinutes() {
    long done = 0;
    for (int minute = 0; minute < 60; minute++) {
      done += minute < 40 ? 6000 : 600; // it has become slower
      meter.report(done, 0);
      assertThat(lookAfter(Duration.ofMinutes(1)).left()).isEmpty(); // of an unknown total
    }
    for (int look = 0; look < 60; look++) {
      done += 150;
      meter.report(done, 0);
      assertThat(lookAfter(Duration.ofSeconds(15)).progress().done()).isEqualTo(done);
    }
    assertThat(lookAfter(Duration.ZERO).perSecond()).isEqualTo(10);
  }

  @Test
  void shouldBeginAnewWhereSomethingElseIsCounted() {
    meter.report(900, 1000);
    assertThat(lookAfter(Duration.ofMinutes(1)).perSecond()).isZero();
    meter.report(2, 50);
    assertThat(lookAfter(Duration.ofMinutes(1)).perSecond()).isZero();
    meter.report(32, 50);
    assertThat(lookAfter(Duration.ofMinutes(1)).perSecond()).isEqualTo(0.5);
  }

  @Test
  void shouldAskTheSupplier() {
    meter.askedOf(() -> new Progress(3, 4));
    await().until(() -> meter.now().equals(Optional.of(new Progress(3, 4))));
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThatThrownBy(() -> meter.report(-1, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("progress(-1, 4)");
  }
}
