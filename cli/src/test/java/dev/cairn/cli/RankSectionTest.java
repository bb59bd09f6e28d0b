/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.RankEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a report says of many ranks. */
class RankSectionTest {
  private static final long MILLI = 1_000_000;

  /** The pause of a rank is as many milliseconds as its number, but for the first. */
  private static RankEntry.Whole ranks(int size) {
    List<RankEntry.PartFile> parts = new ArrayList<>();
    for (int rank = 0; rank < size; rank++) {
      boolean ended = rank == 0;
      long capture = ended ? 900 * MILLI : rank * MILLI - MILLI / 2;
      parts.add(
          new RankEntry.PartFile(
              rank, 1, UUID.randomUUID(), 1000, 7, ended, ended ? 0 : MILLI / 2, capture));
    }
    return new RankEntry.Whole(parts);
  }

  private static String html(int size, List<KeptRanks.Slowest> slowest) {
    return RankSection.html(new KeptRanks("3/42", ranks(size), slowest, 9, 0));
  }

  @Test
  void shouldSumUpAllButTheSlowest() {
    String html = html(40, List.of(new KeptRanks.Slowest(39, 9)));

    assertThat(html)
        .contains("Checkpoint 3/42: 40 ranks, rank 39 the slowest: pause 39 ms, 2.0 times the mean")
        .contains(
            "</th></tr>\n<tr><td>39</td><td>39 ms</td><td>0.5 ms</td><td>38 ms</td><td>1.0 KB</td>")
        .contains("<tr><td>24</td><td>24 ms</td>")
        .doesNotContain("<tr><td>23</td>")
        // 23 + 22 + ... + 1, and the one that has ended, in 24
        .contains(
            "<tr><td>24 others</td><td>49 ms on average</td><td>0.5 ms on average</td>"
                + "<td>48 ms on average</td><td>24 KB together</td></tr>\n</table>");
    assertThat(html.split("<tr><td>", -1)).hasSize(1 + 16 + 1);
  }

  @Test
  void shouldShowAllOfAFew() {
    String html = html(16, List.of(new KeptRanks.Slowest(15, 9)));

    assertThat(html).contains("<tr><td>0, has ended</td><td>900 ms</td>").doesNotContain("other");
    assertThat(html.split("<tr><td>", -1)).hasSize(1 + 16);
    assertThat(html(17, List.of(new KeptRanks.Slowest(15, 9)))).contains("<td>1 other</td>");
  }

  @Test
  void shouldNameThoseThatWereTheSlowestMostOften() {
    List<KeptRanks.Slowest> slowest = new ArrayList<>();
    slowest.add(new KeptRanks.Slowest(7, 3));
    for (int rank = 10; rank < 16; rank++) {
      slowest.add(new KeptRanks.Slowest(rank, 1));
    }

    assertThat(html(40, slowest))
        .contains(
            "The slowest in 9 kept checkpoints: rank 7 in 3, rank 10 in 1, rank 11 in 1, rank 12 in"
                + " 1, rank 13 in 1, and 2 other ranks.");
  }
}
