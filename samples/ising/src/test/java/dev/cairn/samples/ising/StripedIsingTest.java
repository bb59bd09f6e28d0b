/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StripedIsingTest {
  private static final int SIDE = 64;
  private static final int SWEEPS = 200;

  private static String result(int workers) throws Exception {
    StripedIsing ising = new StripedIsing(new Settings(SIDE, SWEEPS, 3, workers, Optional.empty()));
    try (Checkpoint<StripedIsing> run =
        Checkpoint.configure().enabled(false).resumeOrStart(() -> ising)) {
      ising.compute(run, SWEEPS);
    }
    return ising.result();
  }

  @Test
  void shouldNotDependOnTheSpeedOfThreads() throws Exception {
    String expected = result(5);
    for (int i = 0; i < 5; i++) {
      assertThat(result(5)).isEqualTo(expected);
    }
  }

  @Test
  void shouldComputeWithOneWorkerWhatOneThreadDoes() throws Exception {
    Ising alone = new Ising(new Settings(SIDE, SWEEPS, 3, 0, Optional.empty()));
    for (int i = 0; i < SWEEPS; i++) {
      alone.sweepOnce();
    }
    String digest = alone.result().replaceAll(".*digest=", "");
    assertThat(result(1)).endsWith(digest);
  }

  @Test
  void shouldMeasureEverySiteAfterEverySweep() throws Exception {
    String counts = result(3).replaceAll(".*counts=([\\d,]+).*", "$1");
    long sum = 0;
    for (String count : counts.split(",", -1)) {
      sum += Long.parseLong(count);
    }
    assertThat(sum).isEqualTo((long) SIDE * SIDE * SWEEPS);
  }

  @Test
  void shouldGiveEachStripeItsOwnNumbers() {
    StripedIsing ising = new StripedIsing(new Settings(SIDE, 0, 3, 8, Optional.empty()));
    assertThat(ising.stripes())
        .extracting(stripe -> stripe.random().nextLong())
        .doesNotHaveDuplicates();
  }
}
