/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockTest {
  private static final int SIZE = 50;
  private static final int STEPS = 40;

  /** Some rows of a plate. */
  private record Rows(long from, double[][] rows) implements Shards<double[]> {
    static Rows of(int rank, int size) {
      long from = (long) SIZE * rank / size;
      long to = (long) SIZE * (rank + 1) / size;
      return new Rows(
          from,
          LongStream.range(from, to)
              .mapToObj(row -> Block.initial(row, SIZE))
              .toArray(double[][]::new));
    }

    @Override
    public long total() {
      return SIZE;
    }

    @Override
    public long to() {
      return from + rows.length;
    }

    @Override
    public boolean has(long index) {
      return index >= from && index < to();
    }

    @Override
    public int rankOf(long index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public double[] get(long index) {
      return rows[(int) (index - from)];
    }

    @Override
    public void set(long index, double[] row) {
      rows[(int) (index - from)] = row;
    }
  }

  /** What one JVM computes in so many steps. */
  static Block whole(int size) {
    return new Block(
        Checkpoint.configure()
            .enabled(false)
            .resumeOrStart(Clock::new)
            .shards("rows", size, row -> Block.initial(row, size)));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 50})
  void shouldGiveTheSameToTheLastBitOnAnyNumberOfRanks(int ranks) {
    Block whole = whole(SIZE);
    List<Block> blocks = new ArrayList<>();
    for (int rank = 0; rank < ranks; rank++) {
      blocks.add(new Block(Rows.of(rank, ranks)));
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
