/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CitiesTest {
  /** The optimal tour that TSPLIB publishes, with cities from 1. */
  private static final int[] OPTIMAL = {
    1, 49, 32, 45, 19, 41, 8, 9, 10, 43, 33, 51, 11, 52, 14, 13, 47, 26, 27, 28, 12, 25, 4, 6, 15,
    5, 24, 48, 38, 37, 40, 39, 36, 35, 34, 44, 46, 16, 29, 50, 20, 23, 30, 2, 7, 42, 21, 17, 3, 18,
    31, 22
  };

  @Test
  void shouldKnowTheOptimum() throws Exception {
    Cities cities = Cities.berlin52();
    assertThat(cities.number()).isEqualTo(52);
    assertThat(cities.length(IntStream.of(OPTIMAL).map(city -> city - 1).toArray()))
        .isEqualTo(7542);
  }

  @Test
  void shouldRoundDistances() throws Exception {
    // (565, 575), (25, 185), (345, 750): 666.1, 649.3, 281.1
    assertThat(Cities.berlin52().length(0, 1, 2)).isEqualTo(666 + 649 + 281);
  }
}
