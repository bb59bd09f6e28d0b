/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of one rank, or of all, at any moment: all go on from the same, and nothing is mixed. */
class RankKillIT {
  private static final Pattern BEGIN = Pattern.compile("(?m)^begin (\\d+) from (\\S+)$");
  private static final Pattern DURABLE = Pattern.compile("(?m)^durable (\\d+)/(\\d+) at \\d+$");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SIZE = 3;

  @TempDir Path folder;
  private int launches;

  @Test
  @Timeout(300)
  void shouldSurviveKillsOfRanksAtRandomMoments() throws Exception {
    killAndResume(Integer.getInteger("cairn.it.rankKills", 8), 15_000);
  }

  @Test
  @Tag("long")
  @Timeout(3600)
  void shouldSurviveHundredsOfKillsOfRanks() throws Exception {
    killAndResume(Integer.getInteger("cairn.it.rankKills", 300), 200_000);
  }

  private void killAndResume(int kills, long steps) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the kills of ranks: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long newest = 0;
    for (int kill = 0; kill < kills; kill++) {
      List<ChildJvm> ranks = launch(steps);
      try {
        if (random.nextInt(4) > 0) {
          ranks.get(random.nextInt(SIZE)).awaitLine("^begin ", PATIENCE);
        }
        boolean ended = ranks.get(0).endsWithin(Duration.ofMillis(random.nextInt(1, 900)));
        assertThat(ended).as(() -> said(ranks)).isFalse();
        ranks.get(random.nextInt(SIZE)).killHard();
        // The scheduler takes a while to end the others; these compute on, or wait.
        boolean unused = ranks.get(0).endsWithin(Duration.ofMillis(random.nextInt(1, 400)));
      } finally {
        for (ChildJvm rank : ranks) {
          rank.killHard();
          int unused = rank.awaitExit(PATIENCE);
        }
      }
      newest = shouldGoOnTogether(ranks, newest);
    }
    shouldComeToTheEnd(steps, newest);
  }

  private void shouldComeToTheEnd(long steps, long newest) throws Exception {
    List<ChildJvm> ranks = launch(steps);
    try {
      for (ChildJvm rank : ranks) {
        assertThat(rank.awaitExit(PATIENCE)).as(() -> said(ranks)).isZero();
      }
    } finally {
      ranks.forEach(ChildJvm::close);
    }
    long unused = shouldGoOnTogether(ranks, newest);
    for (int rank = 0; rank < SIZE; rank++) {
      assertThat(ranks.get(rank).standardOutput())
          .as(() -> said(ranks))
          .contains("result " + RingOfProcesses.expected(rank, SIZE, steps) + "\n");
    }
  }

  private List<ChildJvm> launch(long steps) throws IOException {
    String launch = "launch-" + ++launches;
    List<ChildJvm> ranks = new ArrayList<>();
    for (int rank = 0; rank < SIZE; rank++) {
      ranks.add(
          program(RingOfProcesses.class, folder, rank, SIZE, steps, launch, 100)
              .environment("CAIRN_EVERY", "50ms")
              .environment("CAIRN_BEAT_PERIOD", "200ms")
              .environment("CAIRN_RANK", Integer.toString(rank))
              .environment("CAIRN_RANK_COUNT", Integer.toString(SIZE))
              .environment("CAIRN_RANK_LEAD", "20ms")
              .environment("CAIRN_LAUNCH_ID", launch)
              .start());
    }
    return ranks;
  }

  /**
   * All ranks of a launch that have begun have begun with the same checkpoint, at the same step,
   * and none older than one that somebody was told is durable.
   *
   * @return the newest that somebody was told of
   */
  private static long shouldGoOnTogether(List<ChildJvm> ranks, long newest) {
    String together = null;
    long told = newest;
    for (ChildJvm rank : ranks) {
      String output = rank.standardOutput();
      assertThat(rank.standardError()).as(() -> said(ranks)).doesNotContain("TORN");
      for (MatchResult begin : BEGIN.matcher(output).results().toList()) {
        String here = begin.group(1) + " " + begin.group(2);
        assertThat(here).as(() -> said(ranks)).isEqualTo(together == null ? here : together);
        together = here;
        assertThat(position(begin.group(2))).as(() -> said(ranks)).isGreaterThanOrEqualTo(newest);
      }
      for (MatchResult durable : DURABLE.matcher(output).results().toList()) {
        told = Math.max(told, position(durable.group(1) + "/" + durable.group(2)));
      }
    }
    return told;
  }

  private static long position(String id) {
    if (id.equals("none")) {
      return 0;
    }
    String[] parts = id.split("/", 2);
    return Long.parseLong(parts[0]) * 1_000_000 + Long.parseLong(parts[1]);
  }

  private static String said(List<ChildJvm> ranks) {
    StringBuilder all = new StringBuilder();
    for (ChildJvm rank : ranks) {
      all.append(rank.standardOutput()).append(rank.standardError()).append("--\n");
    }
    return all.toString();
  }
}
