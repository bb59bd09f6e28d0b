/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.CheckpointException;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.PausePoint;
import dev.cairn.testkit.RecordingFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The part of one rank is durable only after the others have given the checkpoint up, however much
 * later that is: it is part of none, and all go on from the one before. Where it is that of rank 0,
 * which alone gives up for all, the checkpoint comes to be.
 */
@Timeout(120)
class RankLateTest {
  private static final int SIZE = 3;
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir(factory = InMemory.class)
  Path folder;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldGoOnFromTheOneBeforeWhereAPartIsLate(int late) throws Exception {
    long saved = late == 0 ? 2 : 1;
    RankTrial trial = new RankTrial(SIZE);
    RankTrial.Launch first = trial.new Launch("first", SHORT);
    launch(first, late, "rank-0000" + late + "/ckpt-000002.cairn");
    assertThat(trial.acknowledged()).isEqualTo(saved);
    assertThat(epoch().resolve("rank-0000" + late + "/ckpt-000002.cairn")).exists();

    RankTrial.Launch second = trial.new Launch("second", Duration.ofSeconds(30));
    launch(second, -1, "none");

    assertThat(second.begun()).isEqualTo(Map.of(0, saved, 1, saved, 2, saved));
    for (int rank = 0; rank < SIZE; rank++) {
      assertThat(second.ended()).containsEntry(rank, RankTrial.expected(rank));
    }
  }

  private Path epoch() {
    return folder.resolve("runs/run/epoch-000001");
  }

  private static boolean isCommitOf(Operation operation, String part) {
    return operation instanceof Operation.Rename && operation.path().endsWith(part);
  }

  /** Runs all; that of the late one goes on once all others have ended. */
  private void launch(RankTrial.Launch launch, int late, String part) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    List<RecordingFileSystem> views = new ArrayList<>();
    for (int rank = 0; rank < SIZE; rank++) {
      views.add(RecordingFileSystem.over(folder));
    }
    PausePoint pause =
        views.get(Math.max(0, late)).pauseBefore(operation -> isCommitOf(operation, part));
    try {
      List<Future<Optional<CheckpointException>>> ranks = new ArrayList<>();
      for (int i = 0; i < SIZE; i++) {
        int rank = i;
        ranks.add(threads.submit(() -> launch.run(rank, views.get(rank).root())));
      }
      for (int rank = 0; rank < SIZE; rank++) {
        if (rank != late) {
          assertThat(ranks.get(rank).get(60, TimeUnit.SECONDS).isPresent()).isEqualTo(late >= 0);
        }
      }
      pause.release();
      if (late >= 0) {
        assertThat(ranks.get(late).get(60, TimeUnit.SECONDS)).isPresent();
      }
    } finally {
      pause.release();
      threads.shutdownNow();
    }
    assertThat(Files.exists(epoch()) || late < 0).isTrue();
  }
}
