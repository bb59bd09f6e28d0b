/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks that stand still for a while (SIGSTOP, as a node that hangs), with and without another
 * start of all ranks meanwhile; two starts at once; and clocks that are years apart.
 */
@Execution(ExecutionMode.CONCURRENT)
class RankZombieIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SHORT = Duration.ofSeconds(3);
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = 1)
  @Timeout(300)
  void shouldGoOnWhereARankStoodStill(int victim) throws Exception {
    standStill(victim, SHORT);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Tag("long")
  @Timeout(600)
  void shouldGoOnWhereARankStoodStillForNinetySeconds(int victim) throws Exception {
    standStill(victim, LONG);
  }

  private void standStill(int victim, Duration span) throws Exception {
    try (RankLaunch launch = RankLaunch.of(folder, "only", 10_000)) {
      String phase = stop(launch, victim);
      assertThat(launch.rank(victim).endsWithin(span)).as(launch::said).isFalse();
      launch.signal("CONT");

      launch.shouldComeToTheEnd();

      long unused = launch.shouldHaveGoneOnTogether(0);
      System.out.println("rank " + victim + " stood still while " + phase);
    }
  }

  /** Somewhere. */
  private String stop(RankLaunch launch, int victim) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    launch.rank(0).awaitLine("^durable ", PATIENCE);
    Duration somewhere = Duration.ofMillis(new SplittableRandom(seed).nextInt(1, 400));
    assertThat(launch.rank(victim).endsWithin(somewhere)).as(launch::said).isFalse();
    launch.rank(victim).signal("STOP");
    return RankPhase.of(folder.resolve("checkpoints/ring"), launch.name(), victim, RankLaunch.SIZE)
        + ", seed "
        + seed;
  }

  @ParameterizedTest
  @ValueSource(ints = 0)
  @Timeout(300)
  void shouldPutOutARankThatStoodStill(int victim) throws Exception {
    replace(victim, SHORT, 15_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Tag("long")
  @Timeout(900)
  void shouldPutOutARankThatStoodStillForNinetySeconds(int victim) throws Exception {
    replace(victim, LONG, 400_000);
  }

  /** The others are ended, all are started again, and then the one that stood still goes on. */
  private void replace(int victim, Duration span, long steps) throws Exception {
    try (RankLaunch before = RankLaunch.of(folder, "before", steps)) {
      String phase = stop(before, victim);
      for (int rank = 0; rank < RankLaunch.SIZE; rank++) {
        if (rank != victim) {
          before.rank(rank).killHard();
        }
      }
      try (RankLaunch after = RankLaunch.of(folder, "after", steps)) {
        after.rank(0).awaitLine("^begin ", PATIENCE);
        assertThat(after.rank(0).endsWithin(span)).as(after::said).isFalse();
        before.rank(victim).signal("CONT");

        after.shouldComeToTheEnd();

        long told = before.shouldHaveGoneOnTogether(0);
        long unused = after.shouldHaveGoneOnTogether(told);
        assertThat(before.rank(victim).standardOutput()).doesNotContain("result");
        System.out.println("rank " + victim + " was put out while " + phase);
      }
    }
  }

  /** Whoever comes second takes over, and its ranks are not mixed with those of the first. */
  @ParameterizedTest
  @ValueSource(ints = 0)
  @Timeout(300)
  void shouldNotMixTwoStartsAtOnce(int apart) throws Exception {
    long steps = 15_000;
    try (RankLaunch first = RankLaunch.of(folder, "first", steps)) {
      boolean unused = first.rank(0).endsWithin(Duration.ofMillis(1 + apart));
      try (RankLaunch second =
          RankLaunch.of(
              folder,
              "second",
              steps,
              RankLaunch.MICROS,
              (rank, builder) -> builder.environment("CAIRN_TAKEOVER", "1"))) {
        second.rank(0).awaitLine("^begin ", PATIENCE);
        // Where the first one was slower to claim, it finds a live owner, and ends at once.
        second.shouldComeToTheEnd();

        first.killAll();
        long told = first.shouldHaveGoneOnTogether(0);
        long all = second.shouldHaveGoneOnTogether(told);
        assertThat(all).as(() -> first.said() + second.said()).isGreaterThanOrEqualTo(told);
        for (int rank = 0; rank < RankLaunch.SIZE; rank++) {
          assertThat(first.rank(rank).standardOutput()).doesNotContain("result");
        }
      }
    }
  }

  /** What plays the clocks makes short waits long. */
  @Test
  @Tag("long")
  @Timeout(600)
  void shouldAgreeWhereClocksAreYearsApart() throws Exception {
    Path library = ClockIT.library();
    String[] clocks = {"+0", "-3650d", "+3650d"};
    long newest = 0;
    for (int start = 0; start < 3; start++) {
      int shift = start;
      try (RankLaunch launch =
          RankLaunch.of(
              folder,
              "start-" + start,
              300,
              5000,
              (rank, builder) ->
                  builder
                      .environment("LD_PRELOAD", library.toString())
                      .environment("FAKETIME", clocks[(rank + shift) % clocks.length])
                      .environment("FAKETIME_DONT_FAKE_MONOTONIC", "1"))) {
        if (start == 0) {
          launch.rank(1).awaitLine("^durable 1/1 ", PATIENCE);
          launch.killAll();
        } else {
          launch.shouldComeToTheEnd(); // the last one is told that this has been done
        }
        newest = launch.shouldHaveGoneOnTogether(newest);
      }
    }
    assertThat(newest).isGreaterThan(2_000_000);
  }
}
