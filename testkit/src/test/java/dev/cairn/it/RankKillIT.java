/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of one rank, or of all, at any moment: all go on from the same, and nothing is mixed. */
class RankKillIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** In each phase of what the ranks agree on, of a thousand. */
  private static final int LEAST = 20;

  @TempDir Path folder;

  private final Map<RankPhase, int[]> kills = new EnumMap<>(RankPhase.class);

  @Test
  @Timeout(300)
  void shouldSurviveKillsOfRanksAtRandomMoments() throws Exception {
    killAndResume(Integer.getInteger("cairn.it.rankKills", 8), 15_000);
  }

  @Test
  @Tag("long")
  @Timeout(10_800)
  void shouldSurviveAThousandKillsOfRanks() throws Exception {
    int count = Integer.getInteger("cairn.it.rankKills", 1000);
    killAndResume(count, 600_000);
    for (RankPhase phase : RankPhase.values()) {
      int[] byRank = kills.getOrDefault(phase, new int[RankLaunch.SIZE]);
      assertThat(IntStream.of(byRank).sum())
          .as("kills while " + phase)
          .isGreaterThanOrEqualTo(LEAST * count / 1000);
      assertThat(byRank[0]).as("kills of rank 0 while " + phase).isPositive();
    }
  }

  private void killAndResume(int count, long steps) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the kills of ranks: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    long newest = 0;
    for (int kill = 0; kill < count; kill++) {
      try (RankLaunch launch = RankLaunch.of(folder, "launch-" + kill, steps)) {
        if (random.nextInt(6) > 0) {
          launch.rank(random.nextInt(RankLaunch.SIZE)).awaitLine("^begin ", PATIENCE);
        }
        boolean ended = launch.rank(0).endsWithin(Duration.ofMillis(random.nextInt(1, 700)));
        assertThat(ended).as(launch::said).isFalse();
        strike(launch, random.nextInt(RankLaunch.SIZE));
        // The scheduler takes a while to end the others; these compute on, or wait.
        boolean unused = launch.rank(0).endsWithin(Duration.ofMillis(random.nextInt(1, 400)));
        launch.killAll();
        newest = launch.shouldHaveGoneOnTogether(newest);
      }
    }
    kills.forEach(
        (phase, byRank) ->
            System.out.println("kills while " + phase + ": " + Arrays.toString(byRank)));
    try (RankLaunch last = RankLaunch.of(folder, "last", steps)) {
      last.shouldComeToTheEnd(Duration.ofMinutes(30));
      long unused = last.shouldHaveGoneOnTogether(newest);
    }
  }

  /** All stand still for as long as it takes to see how far they are. */
  private void strike(RankLaunch launch, int victim) throws Exception {
    launch.signal("STOP");
    RankPhase phase =
        RankPhase.of(folder.resolve("checkpoints/ring"), launch.name(), victim, RankLaunch.SIZE);
    kills.computeIfAbsent(phase, unseen -> new int[RankLaunch.SIZE])[victim]++;
    ChildJvm rank = launch.rank(victim);
    rank.killHard();
    int unused = rank.awaitExit(PATIENCE);
    launch.signal("CONT");
  }
}
