/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import org.apache.commons.rng.simple.RandomSource;
import org.junit.jupiter.api.Test;

class MeasuringPoolTest {
  private static final int SIDE = 100;

  private final Statistics statistics = new Statistics();
  private final Lattice lattice = new Lattice(SIDE, 2, RandomSource.XO_SHI_RO_256_PP.create(1L));

  private Checkpoint<Statistics> run() {
    return Checkpoint.configure().enabled(false).resumeOrStart(() -> statistics);
  }

  @Test
  void shouldCountEachSiteOnce() throws Exception {
    try (Checkpoint<Statistics> run = run();
        MeasuringPool pool = new MeasuringPool(run, statistics, 4)) {
      for (int i = 0; i < 20; i++) {
        pool.measure(lattice);
      }
      pool.finish();
    }
    Statistics expected = new Statistics();
    for (int i = 0; i < 20; i++) {
      Measurement once = new Measurement(lattice, 0, SIDE);
      while (!once.isDone()) {
        expected.add(once, once.countNextRow());
      }
    }
    assertThat(statistics).hasToString(expected.toString());
  }

  @Test
  void shouldGoOnAtTheNextRow() throws Exception {
    Measurement measurement = new Measurement(lattice, 0, SIDE);
    statistics.plan(measurement);
    for (int row = 0; row < 30; row++) {
      statistics.add(measurement, measurement.countNextRow());
    }
    try (Checkpoint<Statistics> run = run();
        MeasuringPool pool = new MeasuringPool(run, statistics, 2)) {
      pool.resume(statistics.pending());
      pool.finish();
    }
    assertThat(statistics.pending()).isEmpty();
    assertThat(measurement.isDone()).isTrue();
  }
}
