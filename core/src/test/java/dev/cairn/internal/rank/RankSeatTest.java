/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RankSeatTest {
  private static RankSeat seat(int rank, int size) {
    return new RankSeat(rank, size, "");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 64, 1000, 1L << 39})
  void shouldDivideAllIndicesWithoutGapsEvenly(long total) {
    for (int size = 1; size < 70; size++) {
      long at = 0;
      for (int rank = 0; rank < size; rank++) {
        assertThat(seat(rank, size).firstOf(total)).isEqualTo(at);
        long next = seat(rank, size).endOf(total);
        if (next > at) {
          assertThat(seat(0, size).rankOf(at, total)).isEqualTo(rank);
          assertThat(seat(0, size).rankOf(next - 1, total)).isEqualTo(rank);
        }
        assertThat(next - at).isBetween(total / size, total / size + 1);
        at = next;
      }
      assertThat(at).isEqualTo(total);
    }
  }

  /**
   * Whatever the total, what a rank has now was had by those whose parts it reads, and no fewer.
   */
  @Test
  void shouldReadThePartsThatHaveItsShareAndNoMoreThanThatTakes() {
    for (int before = 1; before < 30; before++) {
      for (int size = 1; size < 30; size++) {
        for (int rank = 0; rank < size; rank++) {
          RankSeat now = seat(rank, size);
          List<Integer> read = now.ranksBefore(before);
          for (long total : new long[] {1, 5, 29, 30, 31, 1_000_003}) {
            assertThat(read).containsAll(holders(now, before, total));
          }
          // Of a total that all of them divide it is exactly those.
          assertThat(read).isEqualTo(holders(now, before, (long) before * size));
        }
      }
    }
  }

  private static List<Integer> holders(RankSeat now, int before, long total) {
    return IntStream.range(0, before)
        .filter(
            rank ->
                Math.max(seat(rank, before).firstOf(total), now.firstOf(total))
                    < Math.min(seat(rank, before).endOf(total), now.endOf(total)))
        .boxed()
        .toList();
  }
}
