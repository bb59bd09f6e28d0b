/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.RankEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What a rank says of its part, as the name of a file. */
class PartReportTest {
  private static RankEntry.PartFile file(boolean ended) {
    return new RankEntry.PartFile(
        7, 42, new UUID(-1, 5), 1L << 40, 123_456_789_012L, ended, 17, Long.MAX_VALUE);
  }

  @Test
  void shouldSayAllInAName() {
    for (PartReport report :
        List.of(
            new PartReport(file(false), false, 250, -3, 9, 0),
            new PartReport(file(false), true, 0, 0, 1, 8),
            new PartReport(file(true), false, 0, Long.MIN_VALUE, 2, 0))) {
      String answer = report.answer();

      assertThat(answer).matches("[a-z0-9.]+").hasSizeLessThan(230);
      assertThat(PartReport.parse(7, answer)).contains(report);
    }
  }

  @Test
  void shouldTakeNothingElseForAPart() {
    String answer = new PartReport(file(false), false, 250, -3, 9, 0).answer();

    assertThat(PartReport.parse(7, "late-17")).isEmpty();
    assertThat(PartReport.parse(7, "failed")).isEmpty();
    assertThat(PartReport.parse(7, answer + ".1")).isEmpty();
    assertThat(PartReport.parse(7, answer.replace("part.", "pert."))).isEmpty();
    assertThat(PartReport.parse(7, answer.substring(0, answer.length() - 2))).isEmpty();
  }

  @Test
  void shouldGiveEachRankNumbersOfItsOwnForItsChains() {
    PartReport report = new PartReport(file(false), false, 0, 0, 9, 8);

    assertThat(report.chainId()).isNegative();
    assertThat(report.distrustedId().orElseThrow()).isNegative().isNotEqualTo(report.chainId());
  }

  /** Whatever the ranks have told one another: the sums cancel where it was received. */
  @Test
  void shouldSumUpToNothingOnlyWhereAllThatWasSentWasReceived() {
    SplittableRandom random = new SplittableRandom(17);
    for (int turn = 0; turn < 200; turn++) {
      int size = random.nextInt(2, 20);
      List<Map<Integer, RankEntry.Messages>> ranks = new java.util.ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        ranks.add(new HashMap<>());
      }
      for (int from = 0; from < size; from++) {
        for (int to = 0; to < size; to++) {
          long count = from == to || random.nextBoolean() ? 0 : random.nextLong(1_000_000);
          add(ranks.get(from), to, count, 0);
          add(ranks.get(to), from, 0, count);
        }
      }
      assertThat(sum(ranks)).isZero();

      int from = random.nextInt(size);
      int to = (from + 1) % size;
      add(ranks.get(from), to, 1, 0);

      assertThat(sum(ranks)).as("one more was sent").isNotZero();
    }
  }

  private static void add(
      Map<Integer, RankEntry.Messages> counts, int peer, long sent, long received) {
    counts.merge(
        peer,
        new RankEntry.Messages(sent, received),
        (one, other) ->
            new RankEntry.Messages(one.sent() + other.sent(), one.received() + other.received()));
  }

  private static long sum(List<Map<Integer, RankEntry.Messages>> ranks) {
    long sum = 0;
    for (int rank = 0; rank < ranks.size(); rank++) {
      sum += PartReport.Messages.sum(rank, ranks.get(rank));
    }
    return sum;
  }
}
