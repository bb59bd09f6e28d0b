/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.NoUsableCheckpointException;
import dev.cairn.RanksException;
import dev.cairn.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ranks that are started otherwise than all at once, each once. */
@Timeout(120)
class RankMistakesTest {
  private static final int SIZE = 3;

  @TempDir Path folder;

  private final CountDownLatch refused = new CountDownLatch(1);

  private <T> List<Future<T>> inThreads(List<Callable<T>> tasks) {
    ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
    List<Future<T>> futures = tasks.stream().map(threads::submit).toList();
    threads.shutdown();
    return futures;
  }

  /** Computes until somebody was refused. */
  private Long untilSomebodyIsRefused(int rank, int size) throws InterruptedException {
    try (Checkpoint<Ring.Cell> run =
        new Ring(folder, size, 0)
            .configure(rank, "same")
            .resumeOrStart(() -> new Ring.Cell(rank))) {
      while (run.safepoint() && !refused.await(1, TimeUnit.MILLISECONDS)) {
        run.state().step++;
      }
      return run.state().step;
    }
  }

  /** By a launcher that starts again what has died, it alone. */
  @Test
  void shouldRefuseARankThatIsStartedAnewBesideTheOthers() throws Exception {
    Path part = folder.resolve("ring/epoch-000001/rank-00001/ckpt-000001.cairn");
    List<Future<Object>> others =
        inThreads(
            List.of(
                () -> untilSomebodyIsRefused(0, SIZE),
                () -> {
                  try (Checkpoint<Ring.Cell> run =
                      new Ring(folder, SIZE, 0)
                          .configure(1, "same")
                          .resumeOrStart(() -> new Ring.Cell(1))) {
                    while (run.safepoint() && run.lastDurable().isEmpty()) {
                      Thread.sleep(1);
                    }
                  }
                  byte[] before = Files.readAllBytes(part);
                  assertThatThrownBy(() -> untilSomebodyIsRefused(1, SIZE))
                      .isInstanceOf(RanksException.class)
                      .hasMessageContaining("rank 1 of 3 of this start (same) is there already")
                      .hasMessageContaining("start all of them anew");
                  refused.countDown();
                  assertThat(part).hasBinaryContent(before);
                  return 0L;
                },
                () -> untilSomebodyIsRefused(2, SIZE)));
    for (Future<Object> other : others) {
      assertThat(other.get(60, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void shouldRefuseARankThatCountsMoreOfThemThanTheFirst() throws Exception {
    List<Future<Object>> all =
        inThreads(
            List.of(
                () -> untilSomebodyIsRefused(0, 2),
                () -> untilSomebodyIsRefused(1, 2),
                () -> {
                  assertThatThrownBy(() -> untilSomebodyIsRefused(2, 3))
                      .isInstanceOf(RanksException.class)
                      .hasMessageContaining("this is rank 2 of 3")
                      .hasMessageContaining("is one of 2")
                      .hasMessageContaining("CAIRN_RANK_COUNT");
                  refused.countDown();
                  return 0L;
                }));
    for (Future<Object> one : all) {
      assertThat(one.get(60, TimeUnit.SECONDS)).isNotNull();
    }
  }

  /** A rank alone cannot walk back, and the others do not wait for it. */
  @Test
  void shouldSayWhichPartOfTheEndCannotBeRead() throws Exception {
    List<Ring.End> ends = new Ring(folder, SIZE, 20).launch();
    assertThat(ends).allMatch(Ring.End::complete);
    Path room = folder.resolve("ring/epoch-000001/rank-00002");
    try (Stream<Path> parts = Files.list(room)) {
      for (Path part : parts.toList()) {
        byte[] bytes = Files.readAllBytes(part);
        bytes[bytes.length / 2] ^= 1;
        Files.write(part, bytes);
      }
    }

    assertThatThrownBy(() -> new Ring(folder, SIZE, 20).launch())
        .isInstanceOf(NoUsableCheckpointException.class)
        .hasMessageContaining("the run is complete, and what rank 2 of 3 had at its end")
        .hasMessageContaining("rank-00002");
    assertThat(folder.resolve("ring/epoch-000002")).doesNotExist();
  }

  /** A whole part, of the same rank and number: but another checkpoint's. */
  @Test
  void shouldMixNoPartsOfDifferentCheckpoints() throws Exception {
    stop(folder, 5);
    Path other = folder.resolve("other");
    stop(other, 7);
    String part = "ring/epoch-000001/rank-00001/ckpt-000002.cairn";
    Files.copy(other.resolve(part), folder.resolve(part), StandardCopyOption.REPLACE_EXISTING);
    Set<String> from = ConcurrentHashMap.newKeySet();

    List<Ring.End> ends =
        new Ring(folder, SIZE, 20)
            .after((rank, run, cell) -> from.add(run.resumedFrom().orElseThrow().id()))
            .launch();

    assertThat(from).as("the one before").containsExactly("1/1");
    assertThat(ends).extracting(Ring.End::value).isEqualTo(Ring.expected(SIZE, 20));
  }

  private static void stop(Path where, long at) throws Exception {
    List<Ring.End> ends =
        new Ring(where, SIZE, 1000).with((rank, builder) -> builder.stopAfter(at)).launch();
    assertThat(ends).noneMatch(Ring.End::complete);
  }

  /** The next safepoint of whoever takes over is the one after the last of whoever has left. */
  @Test
  void shouldCountOnWhereAnotherThreadTakesOver() throws Exception {
    try (Checkpoint<Ring.Cell> run =
        new Ring(folder, 1, 0).configure(0, "alone").resumeOrStart(() -> new Ring.Cell(0))) {
      CountDownLatch tenPassed = new CountDownLatch(1);
      CountDownLatch sevenPassed = new CountDownLatch(1);
      Future<Object> first =
          inThreads(
                  List.of(
                      () -> {
                        try (Worker worker = run.worker()) {
                          pass(worker, 10);
                          tenPassed.countDown();
                          sevenPassed.await();
                          worker.finish();
                          return "";
                        }
                      }))
              .get(0);
      tenPassed.await();
      pass(run.worker(), 7);
      sevenPassed.countDown();
      first.get();

      assertThat(run.checkpointNow()).isPresent();
    }
    assertThat(folder.resolve("ring/epoch-000001/agree/cut-11")).exists();
  }

  private static void pass(Worker worker, int count) {
    for (int i = 0; i < count; i++) {
      assertThat(worker.safepoint()).isTrue();
    }
  }
}
