/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.CheckpointException;
import dev.cairn.testkit.Failure;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One of several ranks dies before some operation on the file system: from there on it does nothing
 * more. The next start of all goes on from one checkpoint, and from none older than what anybody
 * was told is durable.
 */
class RankCrashTest {
  private static final Duration SHORT = Duration.ofMillis(60);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final int FEW = 8;

  private Path scratch;
  private int deaths;

  @BeforeEach
  void makeScratch() throws IOException {
    scratch = InMemory.create();
  }

  @AfterEach
  void removeScratch() throws IOException {
    CrashExploration.deleteAll(scratch);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @Timeout(300)
  void shouldLoseNothingWhereARankDiesBeforeSomeOperation(int size) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the deaths of ranks: -Dcairn.it.seed=" + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> operations = count(size);
    for (int i = 0; i < FEW; i++) {
      int victim = random.nextInt(size);
      dieAndGoOn(size, victim, 1 + random.nextLong(operations.get(victim)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  @Tag("long")
  @Timeout(3600)
  void shouldLoseNothingWhereARankDiesBeforeAnyOperation(int size) throws Exception {
    List<Long> operations = count(size);
    for (int victim = 0; victim < Math.min(size, 2); victim++) {
      for (long operation = 1; operation <= operations.get(victim); operation++) {
        dieAndGoOn(size, victim, operation);
      }
    }
  }

  /** How many operations each rank does in an undisturbed run. */
  private List<Long> count(int size) throws Exception {
    RankTrial trial = new RankTrial(size);
    Path folder = Files.createDirectory(scratch.resolve("counted"));
    RankTrial.Launch launch = trial.new Launch("only", LONG);
    List<Long> counts = launch(folder, launch, size, -1, 0);
    shouldBeDone(launch, size);
    System.out.println("operations of " + size + " ranks: " + counts);
    CrashExploration.deleteAll(folder);
    return counts;
  }

  private void dieAndGoOn(int size, int victim, long operation) throws Exception {
    System.out.println("rank " + victim + " of " + size + " before " + operation);
    String what = "rank " + victim + " of " + size + " dies before operation " + operation;
    RankTrial trial = new RankTrial(size);
    Path folder = Files.createDirectory(scratch.resolve("died-" + deaths++));
    RankTrial.Launch first = trial.new Launch("first", SHORT);
    List<Long> unused = launch(folder, first, size, victim, operation);
    long durable = trial.acknowledged();

    RankTrial.Launch second = trial.new Launch("second", LONG);
    List<Long> counts = launch(folder, second, size, -1, 0);

    assertThat(new HashSet<>(second.begun().values())).as(what + ", all from one").hasSize(1);
    assertThat(second.begun().get(0)).as(what).isGreaterThanOrEqualTo(durable);
    shouldBeDone(second, size);
    CrashExploration.deleteAll(folder);
    assertThat(counts).hasSize(size);
  }

  private static void shouldBeDone(RankTrial.Launch launch, int size) {
    for (int rank = 0; rank < size; rank++) {
      assertThat(launch.ended()).containsEntry(rank, RankTrial.expected(rank));
    }
  }

  /**
   * Runs all ranks to their ends; gives how many operations each has tried. Where one has died,
   * rank 0 may wait in complete() for it: it is left there, as it would be until the scheduler ends
   * it, and the next start puts it out.
   */
  private static List<Long> launch(
      Path folder, RankTrial.Launch launch, int size, int victim, long operation) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(size, RankCrashTest::daemon);
    List<RecordingFileSystem> views = new ArrayList<>();
    try {
      List<Future<Optional<CheckpointException>>> ranks = new ArrayList<>();
      for (int rank = 0; rank < size; rank++) {
        views.add(RecordingFileSystem.over(folder)); // before anybody moves anything
      }
      for (int i = 0; i < size; i++) {
        int rank = i;
        RecordingFileSystem view = views.get(rank);
        if (rank == victim) {
          view.faults().failFromNth(operation, Failure.INPUT_OUTPUT_ERROR);
        }
        ranks.add(threads.submit(() -> launch.run(rank, view.root())));
      }
      for (int rank = size - 1; rank >= 0; rank--) {
        if (rank == 0 && victim >= 0) {
          awaitAWhile(ranks.get(0));
        } else {
          Optional<CheckpointException> failure = ranks.get(rank).get(60, TimeUnit.SECONDS);
          if (victim < 0 && failure.isPresent()) {
            throw new AssertionError("a rank failed that nobody disturbed", failure.get());
          }
        }
      }
      return views.stream().map(view -> view.faults().counted()).toList();
    } finally {
      threads.shutdown();
    }
  }

  private static void awaitAWhile(Future<?> rank) throws Exception {
    try {
      Object unused = rank.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      System.out.println("rank 0 waits for one that is dead");
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "rank");
    thread.setDaemon(true);
    return thread;
  }
}
