/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenetics.EnumGene;
import io.jenetics.PermutationChromosome;
import org.junit.jupiter.api.Test;

class InversionMutatorTest {
  private final PlainRandom random = new PlainRandom(3);
  private final InversionMutator mutator = new InversionMutator(1);

  @Test
  void shouldInvertOnePart() {
    PermutationChromosome<Integer> tour = PermutationChromosome.ofInteger(20);
    for (int i = 0; i < 1000; i++) {
      int[] before = tour.stream().mapToInt(EnumGene::alleleIndex).toArray();
      var result = mutator.mutate(tour, 1, random).result();
      int[] after = result.stream().mapToInt(EnumGene::alleleIndex).toArray();
      int from = 0;
      while (from < 20 && before[from] == after[from]) {
        from++;
      }
      int to = 19;
      while (to > from && before[to] == after[to]) {
        to--;
      }
      for (int k = from; k <= to; k++) {
        assertThat(after[k]).isEqualTo(before[from + to - k]);
      }
    }
  }
}
