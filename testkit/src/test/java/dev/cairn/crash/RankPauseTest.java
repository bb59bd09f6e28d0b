/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.testkit.FakeJob;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.PausePoint;
import dev.cairn.testkit.RecordingFileSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A checkpoint of eight ranks costs each of them the pause of its own capture: none waits for the
 * disk, its own or that of another, nor for what becomes of the checkpoint.
 */
@Timeout(120)
class RankPauseTest {
  private static final int SIZE = 8;
  private static final String FIRST = "1/1";
  private static final long MORE = 2_000;

  @TempDir(factory = InMemory.class)
  Path folder;

  private final AtomicLongArray steps = new AtomicLongArray(SIZE);
  private final AtomicBoolean enough = new AtomicBoolean();

  /** What a rank has. */
  @Checkpointed
  static final class Cell {
    long step;
  }

  /** The part of a rank, or the checkpoint itself, is held back just before it gets its name. */
  @ParameterizedTest
  @ValueSource(strings = {"rank-00005", "epoch-000001"})
  void shouldComputeOnWhileTheCheckpointIsNotThere(String where) throws Exception {
    Pattern heldBack = Pattern.compile(".*/" + where + "/ckpt-(?!000001)[0-9]{6}\\.cairn");
    List<RecordingFileSystem> views = new ArrayList<>();
    for (int rank = 0; rank < SIZE; rank++) {
      views.add(RecordingFileSystem.over(folder));
    }
    int who = where.startsWith("rank") ? 5 : 0;
    PausePoint pause =
        views
            .get(who)
            .pauseBefore(
                operation ->
                    operation instanceof Operation.Rename
                        && heldBack.matcher(operation.path()).matches());
    ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    try {
      List<Future<String>> ranks = new ArrayList<>();
      for (int i = 0; i < SIZE; i++) {
        int rank = i;
        ranks.add(threads.submit(() -> compute(rank, views.get(rank).root())));
      }
      Operation unused = pause.awaitReached(Duration.ofSeconds(60));

      for (int rank = 0; rank < SIZE; rank++) {
        shouldComputeOn(rank);
      }
      pause.release();
      for (Future<String> rank : ranks) {
        assertThat(rank.get(60, TimeUnit.SECONDS))
            .as("it has come to be")
            .startsWith("1/")
            .isNotEqualTo(FIRST);
      }
    } finally {
      enough.set(true);
      pause.release();
      threads.shutdownNow();
    }
  }

  private void shouldComputeOn(int rank) {
    long then = steps.get(rank);
    Awaitility.await("rank " + rank + " computes on")
        .atMost(60, TimeUnit.SECONDS)
        .until(() -> steps.get(rank) > then + MORE);
  }

  /**
   * Computes until the second checkpoint of all is known to be durable; says which that is. A rank
   * asks for it once it knows the first one: what is asked for before that is answered by that one.
   */
  private String compute(int rank, Path root) {
    try (Checkpoint<Cell> run =
        Checkpoint.configure()
            .directory(root.resolve("runs"))
            .name("run")
            .ignoreArguments()
            .every(Duration.ofDays(1))
            .stopSignals()
            .ranks()
            .job(new FakeJob("launch", Duration.ofDays(1000)).asRank(rank, SIZE))
            .resumeOrStart(Cell::new)) {
      Cell cell = run.state();
      boolean asked = rank != 3;
      while (!enough.get() && run.safepoint()) {
        cell.step++;
        long unused = steps.incrementAndGet(rank);
        String newest = run.lastDurable().map(CheckpointInfo::id).orElse("");
        if (newest.equals(FIRST) && !asked) {
          asked = true;
          run.request();
        } else if (!newest.isEmpty() && !newest.equals(FIRST)) {
          return newest;
        }
      }
      return "none";
    }
  }
}
