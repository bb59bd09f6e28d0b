/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.testkit.Failure;
import dev.cairn.testkit.FakeJob;
import dev.cairn.testkit.Operation;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of the ranks fails for a while, or one of their threads does: what they agree on goes
 * on once that is over, and until then nobody does what the others do not.
 */
@Timeout(120)
class RankTroubleTest {
  private static final int SIZE = 3;

  @TempDir(factory = InMemory.class)
  Path folder;

  private final List<RecordingFileSystem> views = new ArrayList<>();
  private final AtomicLongArray steps = new AtomicLongArray(SIZE);
  private final AtomicBoolean asks = new AtomicBoolean();
  private final AtomicBoolean ends = new AtomicBoolean();
  private Duration patience = Duration.ofSeconds(30);

  /** What a rank has. */
  @Checkpointed
  static final class Cell {
    long step;
  }

  /** How a rank ended: where, what was durable by then, and whether it was told to stop. */
  private record End(long step, String newest, boolean stopped) {}

  @BeforeEach
  void makeViews() throws Exception {
    for (int rank = 0; rank < SIZE; rank++) {
      views.add(RecordingFileSystem.over(folder));
    }
  }

  private static Predicate<Operation> link(String subject) {
    return operation ->
        operation instanceof Operation.Link && operation.path().matches(".*/agree/" + subject);
  }

  /** The end state is there, and that cannot be said at once. */
  @Test
  void shouldSayTheEndWhereThatFailsAtFirst() throws Exception {
    views.get(0).faults().failFirst(link("complete"), Failure.INPUT_OUTPUT_ERROR);
    RankTrial trial = new RankTrial(SIZE);
    RankTrial.Launch launch = trial.new Launch("one", patience);

    inThreads(rank -> launch.run(rank, views.get(rank).root()));

    for (int rank = 0; rank < SIZE; rank++) {
      assertThat(launch.ended()).containsEntry(rank, RankTrial.expected(rank));
    }
  }

  /** Rank 0 can neither save its part nor say why not; the next time it can. */
  @Test
  void shouldSaveAgainWhereTheFirstRankCouldNotSayThatItFailed() throws Exception {
    patience = Duration.ofSeconds(1);
    views
        .get(0)
        .faults()
        .failFirst(
            operation ->
                operation instanceof Operation.Rename
                    && operation.path().endsWith("rank-00000/ckpt-000002.cairn"),
            Failure.QUOTA_EXCEEDED);
    views
        .get(0)
        .faults()
        .failFirst(
            operation ->
                operation instanceof Operation.Write && operation.path().contains("/votes-cut"),
            Failure.QUOTA_EXCEEDED_ON_CHANNEL);

    List<End> ended = inThreads(rank -> computeUntil(rank, "1/2"));

    assertThat(ended).extracting(End::newest).containsOnly("1/2");
  }

  /** Memory runs out on the thread by which rank 0 agrees with the others. */
  @Test
  void shouldAgreeOnAfterAnError() throws Exception {
    AtomicBoolean thrown = new AtomicBoolean();
    views
        .get(0)
        .faults()
        .failFirst(
            operation -> {
              if (link("capture-1").test(operation) && thrown.compareAndSet(false, true)) {
                throw new OutOfMemoryError("as a test wants it");
              }
              return false;
            },
            Failure.INPUT_OUTPUT_ERROR);

    List<End> ended = inThreads(rank -> computeUntil(rank, "1/2"));

    assertThat(thrown).isTrue();
    assertThat(ended).extracting(End::newest).containsOnly("1/2");
  }

  /** All have waited for long enough, and none can say that they go on: none does. */
  @Test
  void shouldStayAtAStopThatCannotBeDecided() throws Exception {
    patience = Duration.ofMillis(300);
    AtomicInteger[] tries = new AtomicInteger[SIZE];
    for (int i = 0; i < SIZE; i++) {
      tries[i] = new AtomicInteger();
      int rank = i;
      views
          .get(rank)
          .faults()
          .failAll(
              operation -> {
                boolean decides = link("cut-(?!1$)\\d+").test(operation);
                tries[rank].addAndGet(decides ? 1 : 0);
                return decides;
              },
              Failure.QUOTA_EXCEEDED);
    }
    ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    try {
      List<Future<End>> ranks = new ArrayList<>();
      for (int i = 0; i < SIZE; i++) {
        int rank = i;
        ranks.add(threads.submit(() -> computeUntil(rank, "never")));
      }
      for (AtomicInteger ofOne : tries) {
        Awaitility.await("tries to decide")
            .atMost(60, TimeUnit.SECONDS)
            .until(() -> ofOne.get() > 3);
      }
      long[] standing = {steps.get(0), steps.get(1), steps.get(2)};
      assertThat(standing).as("all at the same safepoint").containsOnly(standing[0]);
      views.forEach(view -> view.faults().clear());

      List<Boolean> stopped = new ArrayList<>();
      for (Future<End> rank : ranks) {
        End end = rank.get(60, TimeUnit.SECONDS);
        stopped.add(end.stopped());
      }
      assertThat(stopped).as("sooner or later they stop together").containsOnly(true);
    } finally {
      ends.set(true);
      threads.shutdownNow();
    }
  }

  /** Something that a rank does. */
  private interface Body<T> {
    T run(int rank) throws Exception;
  }

  private static <T> List<T> inThreads(Body<T> body) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    try {
      List<Future<T>> ranks = new ArrayList<>();
      for (int i = 0; i < SIZE; i++) {
        int rank = i;
        ranks.add(threads.submit(() -> body.run(rank)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> rank : ranks) {
        results.add(rank.get(60, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * Computes until such a checkpoint is durable, which rank 1 asks for again and again; where that
   * is never, until all stop, which it asks for.
   */
  private End computeUntil(int rank, String id) throws InterruptedException {
    boolean stops = id.equals("never");
    FakeJob job = new FakeJob("launch", Duration.ofDays(1000)).asRank(rank, SIZE);
    try (Checkpoint<Cell> run =
        Checkpoint.configure()
            .directory(views.get(rank).root().resolve("runs"))
            .name("run")
            .ignoreArguments()
            .every(Duration.ofDays(1))
            .patience(patience)
            .rankLead(Duration.ofSeconds(2))
            .stopSignals()
            .ranks()
            .job(job)
            .resumeOrStart(Cell::new)) {
      Cell cell = run.state();
      String newest = "";
      while (!newest.equals(id) && !ends.get() && run.safepoint()) {
        steps.set(rank, ++cell.step);
        newest = run.lastDurable().map(CheckpointInfo::id).orElse("");
        if (rank == 1 && newest.equals("1/1") && stops && asks.compareAndSet(false, true)) {
          job.pass(Duration.ofDays(1000));
        } else if (rank == 1 && newest.equals("1/1") && !stops && cell.step % 500 == 0) {
          run.request();
        }
        Thread.sleep(1);
      }
      return new End(cell.step, newest, run.isStopping());
    }
  }
}
