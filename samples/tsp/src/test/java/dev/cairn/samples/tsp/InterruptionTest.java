/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import dev.cairn.Checkpoint;
import dev.cairn.testkit.InterruptionCheck;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Wherever it is stopped, evolution takes the same course. */
@Timeout(60)
class InterruptionTest {
  private static final int GENERATIONS = 300;
  private static final int POPULATION = 50;

  @Test
  void shouldTakeTheSameCourseWhereverItIsStopped() throws Exception {
    InterruptionCheck.of(folder -> evolve()).stoppingAtEvery(20, 77).verify();
  }

  private static Evolution evolve() throws IOException {
    Cities cities = Cities.berlin52();
    Breeder breeder = new Breeder(cities, POPULATION);
    try (Checkpoint<Evolution> run =
        Checkpoint.resumeOrStart(() -> new Evolution(7, POPULATION, cities.number()))) {
      Evolution evolution = run.state();
      while (evolution.generation() < GENERATIONS && run.safepoint()) {
        breeder.breed(evolution);
      }
      if (!run.isStopping()) {
        run.complete();
      }
      return evolution;
    }
  }
}
