/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {
  private static final int SIZE = 50;
  private static final int STEPS = 40;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 50})
  void shouldGiveTheSameToTheLastBitOnAnyNumberOfRanks(int ranks) {
    Block whole = new Block(0, 1, SIZE, SIZE);
    List<Block> blocks = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      blocks.add(new Block(rank, ranks, SIZE, SIZE));
    }
    long before = whole.digest();
    for (int step = 0; step < STEPS; step++) {
      whole.advance(null, null);
      advance(blocks);
    }

    assertThat(blocks.stream().mapToLong(Block::digest).sum())
        .isEqualTo(whole.digest())
        .isNotEqualTo(before);
    assertThat(blocks.stream().mapToInt(Block::rows).sum()).isEqualTo(SIZE);
  }

  private static void advance(List<Block> blocks) {
    List<double[]> first = blocks.stream().map(Block::firstRow).toList();
    List<double[]> last = blocks.stream().map(Block::lastRow).toList();
    for (int rank = 0; rank < blocks.size(); rank++) {
      blocks
          .get(rank)
          .advance(
              rank == 0 ? null : last.get(rank - 1),
              rank == blocks.size() - 1 ? null : first.get(rank + 1));
    }
  }
}
