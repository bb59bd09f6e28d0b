/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BreederTest {
  private static final int POPULATION = 50;

  private Cities cities;

  @BeforeEach
  void read() throws Exception {
    cities = Cities.berlin52();
  }

  private Evolution evolve(int generations) {
    Evolution evolution = new Evolution(11, POPULATION, cities.number());
    for (int i = 0; i < generations; i++) {
      // A breeder knows nothing of the generations before.
      new Breeder(cities, POPULATION).breed(evolution);
    }
    return evolution;
  }

  @Test
  void shouldFindShorterTours() {
    Evolution young = evolve(1);
    Evolution old = evolve(300);
    assertThat(old.generation()).isEqualTo(300);
    assertThat(old.bestLength()).isLessThan(young.bestLength() / 2);
    assertThat(cities.length(old.best())).isEqualTo(old.bestLength());
  }

  @Test
  void shouldVisitEachCityOnce() {
    for (int[] tour : evolve(100).population()) {
      assertThat(IntStream.of(tour).sorted().toArray())
          .isEqualTo(IntStream.range(0, cities.number()).toArray());
    }
  }

  @Test
  void shouldDependOnTheStateOnly() {
    Evolution once = evolve(50);
    Evolution again = new Evolution(11, POPULATION, cities.number());
    Breeder breeder = new Breeder(cities, POPULATION);
    for (int i = 0; i < 50; i++) {
      breeder.breed(again);
    }
    assertThat(again.population()).isDeepEqualTo(once.population());
    assertThat(again.random().nextLong()).isEqualTo(once.random().nextLong());
  }
}
