/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.rank.AgreementModel.Action;
import dev.cairn.spi.StopCause;
import dev.cairn.testkit.ClientCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks that agree, in random orders of what they do, with kills, with what others have written
 * seen late, and with clocks that differ and run at different rates: never two answers, never a
 * hang, and a checkpoint only of the same safepoint of all.
 */
class AgreementModelTest {
  private static final RankAgreement.Terms TERMS =
      new RankAgreement.Terms(
          AgreementModel.PATIENCE, Duration.ofMillis(500), Duration.ofMillis(200), 0, 0, 1);

  private static final long LAST = 60;

  @TempDir(factory = dev.cairn.crash.InMemory.class)
  Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  @Timeout(120)
  void shouldAgreeInAnyOrder(int size) throws Exception {
    explore(size, Integer.getInteger("cairn.it.schedules", 150));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  @Tag("long")
  @Timeout(3600)
  void shouldAgreeInThousandsOfOrders(int size) throws Exception {
    explore(size, Integer.getInteger("cairn.it.schedules", 3000));
  }

  private void explore(int size, int schedules) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the schedules: -Dcairn.it.seed=" + seed);
    int stopped = 0;
    int committed = 0;
    int killed = 0;
    for (int i = 0; i < schedules; i++) {
      Path own = Files.createDirectory(folder.resolve(size + "-" + i));
      SplittableRandom random = new SplittableRandom(seed + i);
      try (AgreementModel model = model(own, size, seed + i, random)) {
        run(model, random);
        stopped += model.isStopped() ? 1 : 0;
        committed += model.checkpoints();
        killed += model.isAnybodyDead() ? 1 : 0;
      }
    }
    System.out.printf(
        "schedules of %d ranks: %d, of which %d stopped and %d had a rank killed, with %d checkpoints%n",
        size, schedules, stopped, killed, committed);
    assertThat(stopped).isPositive();
    assertThat(killed).isPositive();
    assertThat(committed).isPositive();
  }

  private static AgreementModel model(Path own, int size, long seed, SplittableRandom random)
      throws Exception {
    double stale = random.nextInt(3) / 3.0;
    long[] offsets = random.longs(size, -1L << 50, 1L << 50).toArray();
    double[] rates = random.doubles(size, 0.8, 1.25).toArray();
    boolean skewed = random.nextBoolean();
    return new AgreementModel(
        own,
        size,
        "-Dcairn.it.seed=" + seed,
        new AgreementModel.Setup(
            LAST,
            TERMS,
            rank -> new ClientCache(random.nextLong(), stale),
            (rank, nanos) -> skewed ? offsets[rank] + (long) (nanos * rates[rank]) : nanos));
  }

  private static void run(AgreementModel model, SplittableRandom random) throws Exception {
    int actions = random.nextInt(50, 400);
    int killAt = random.nextInt(3) == 0 ? random.nextInt(actions) : -1;
    int stopAt = random.nextInt(2) == 0 ? random.nextInt(actions) : -1;
    for (int i = 0; i < actions; i++) {
      int rank = random.nextInt(model.size());
      if (i == killAt) {
        model.kill(rank);
      }
      if (i == stopAt) {
        model.wish(rank, Wish.stop(StopCause.TIME_LIMIT));
      }
      if (random.nextInt(20) == 0) {
        model.wish(0, Wish.CAPTURE);
      }
      model.act(
          rank,
          switch (random.nextInt(8)) {
            case 0, 1, 2 -> Action.TURN;
            case 3, 4 -> Action.STEP;
            case 5 -> Action.WRITE;
            case 6 -> Action.HEAR;
            default -> Action.LOSE_PATIENCE;
          });
      model.pass(Duration.ofNanos(random.nextLong(200_000_000)));
    }
    model.comeToAnEnd();
  }
}
