/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.AfterRestore;
import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointOutput;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.Checkpointed;
import dev.cairn.KeyedShards;
import dev.cairn.NoUsableCheckpointException;
import dev.cairn.RanksException;
import dev.cairn.Shards;
import dev.cairn.StateMismatchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State that is divided among the ranks, and a restart on another number of them. */
@Timeout(180)
class ShardsTest {
  private static final int TOTAL = 17;
  private static final int GROUPS = 64;
  private static final int KEYS = 100;

  private static final AtomicInteger LAUNCHES = new AtomicInteger();

  @TempDir Path folder;

  /** What all ranks have the same of. */
  @Checkpointed(common = true)
  static final class Clock {
    long step;
    final List<String> log = new ArrayList<>(List.of("begun"));
  }

  /** An element, which has something beneath it. */
  @Checkpointed
  static final class Walker {
    final long index;
    long value;
    final Trail trail = new Trail();

    Walker(long index) {
      this.index = index;
      this.value = index * 0x9E3779B97F4A7C15L;
    }

    void advance(long step) {
      value = Long.rotateLeft(value * 31 + step, 7);
      trail.points.add(value);
    }

    @AfterRestore
    void restored() {
      RESTORED.add("walker " + index + " after " + trail.isRestored);
    }
  }

  @Checkpointed
  static final class Trail {
    final List<Long> points = new ArrayList<>();
    transient boolean isRestored;

    @AfterRestore
    void restored() {
      isRestored = true;
    }
  }

  private static final List<String> RESTORED = Collections.synchronizedList(new ArrayList<>());

  /** What a rank does. */
  private interface Body<S> {
    void run(Checkpoint<S> run, int rank) throws Exception;
  }

  private <S> void launch(
      int size,
      java.util.function.Supplier<S> fresh,
      UnaryOperator<CheckpointBuilder> options,
      Body<S> body)
      throws Exception {
    String id = "shards-" + LAUNCHES.incrementAndGet();
    Ring ring = new Ring(folder, size, 0);
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<?>> ranks = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int rank = i;
        ranks.add(
            threads.submit(
                () -> {
                  CheckpointBuilder builder = options.apply(ring.configure(rank, id));
                  try (Checkpoint<S> run =
                      builder.patience(Duration.ofSeconds(2)).resumeOrStart(fresh::get)) {
                    body.run(run, rank);
                  }
                  return null;
                }));
      }
      List<Exception> failures = new ArrayList<>();
      for (Future<?> rank : ranks) {
        try {
          rank.get(100, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          failures.add((Exception) e.getCause());
        }
      }
      if (!failures.isEmpty()) {
        Exception first = failures.get(0);
        failures.subList(1, failures.size()).forEach(first::addSuppressed);
        throw first;
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void compute(
      Checkpoint<Clock> run,
      long steps,
      Shards<Walker> walkers,
      KeyedShards<String, Walker> keyed) {
    Clock clock = run.state();
    while (clock.step < steps && run.safepoint()) {
      for (long i = walkers.from(); i < walkers.to(); i++) {
        walkers.get(i).advance(clock.step);
      }
      keyed.forEach((key, walker) -> walker.advance(clock.step));
      clock.step++;
      clock.log.add("step " + clock.step);
    }
  }

  /** The values of all ranks by index, and those by key, in the order of the ranks. */
  private record Result(Map<Long, Long> byIndex, Map<String, Long> byKey, List<Integer> resumed) {
    Result() {
      this(
          Collections.synchronizedMap(new TreeMap<>()),
          Collections.synchronizedMap(new LinkedHashMap<>()),
          Collections.synchronizedList(new ArrayList<>()));
    }
  }

  private Result launch(int size, long steps, UnaryOperator<CheckpointBuilder> options)
      throws Exception {
    Result result = new Result();
    Map<Integer, Map<String, Long>> keys = new java.util.concurrent.ConcurrentSkipListMap<>();
    launch(
        size,
        Clock::new,
        options,
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          KeyedShards<String, Walker> keyed = keyed(run);
          compute(run, steps, walkers, keyed);
          if (run.resumedFrom().isPresent()) {
            result.resumed().add(rank);
          }
          if (!run.isStopping()) {
            for (long i = walkers.from(); i < walkers.to(); i++) {
              assertThat(walkers.get(i).index).isEqualTo(i);
              result.byIndex().put(i, walkers.get(i).value);
            }
            Map<String, Long> own = new LinkedHashMap<>();
            keyed.forEach((key, walker) -> own.put(key, walker.value));
            assertThat(keyed.size()).isEqualTo(own.size());
            keys.put(rank, own);
            run.complete();
          }
        });
    keys.values().forEach(result.byKey()::putAll);
    return result;
  }

  private static KeyedShards<String, Walker> keyed(Checkpoint<Clock> run) {
    KeyedShards<String, Walker> keyed = run.keyedShards("keyed", GROUPS);
    if (run.resumedFrom().isEmpty()) {
      for (int i = 0; i < KEYS; i++) {
        if (keyed.owns("key " + i)) {
          keyed.put("key " + i, new Walker(i));
        }
      }
    }
    return keyed;
  }

  /** An uninterrupted run on one rank. */
  private Result expected(long steps) throws Exception {
    Path own = folder;
    folder = folder.resolve("expected");
    try {
      return launch(1, steps, options -> options);
    } finally {
      folder = own;
    }
  }

  @Test
  void shouldGoOnOnAnyNumberOfRanks() throws Exception {
    Result expected = expected(200);
    assertThat(expected.byIndex()).hasSize(TOTAL);
    assertThat(expected.byKey()).hasSize(KEYS);
    for (int size : new int[] {3, 2, 7, 7, 1, 17, 4}) {
      Result stopped = launch(size, 200, options -> options.stopAfter(20));
      assertThat(stopped.byIndex()).isEmpty();
    }

    Result result = launch(5, 200, options -> options);

    assertThat(result.resumed()).hasSize(5);
    assertThat(result.byIndex()).isEqualTo(expected.byIndex());
    assertThat(List.copyOf(result.byKey().entrySet()))
        .as("in the same order")
        .isEqualTo(List.copyOf(expected.byKey().entrySet()));
  }

  @Test
  void shouldGiveTheEndStateToAnyNumberOfRanks() throws Exception {
    Result three = launch(3, 10, options -> options);

    Result four = launch(4, 10, options -> options);

    assertThat(four.byIndex()).isEqualTo(three.byIndex());
    assertThat(four.resumed()).hasSize(4);
  }

  /** Of the elements that go to another rank no method is called here. */
  @Test
  void shouldCallTheHooksOfWhatARankGetsAlone() throws Exception {
    launch(3, 200, options -> options.stopAfter(20));
    RESTORED.clear();

    launch(2, 200, options -> options.stopAfter(2));

    List<String> expected = new ArrayList<>();
    for (int i = 0; i < TOTAL; i++) {
      expected.add("walker " + i + " after true");
    }
    for (int i = 0; i < KEYS; i++) {
      expected.add("walker " + i + " after true");
    }
    assertThat(RESTORED).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** A part that one of the new ranks needs: all go on from the one before. */
  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldWalkBackWhereAPartIsDamaged(int rank) throws Exception {
    Result expected = expected(60);
    launch(3, 60, options -> options.every(10).stopAfter(35));
    Path newest = newestPart(rank);
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.delete(newest);
    Files.write(newest, bytes);

    Result result = launch(2, 60, options -> options);

    assertThat(result.byIndex()).isEqualTo(expected.byIndex());
    assertThat(folder.resolve("ring/history")).exists();
  }

  private Path newestPart(int rank) throws IOException {
    try (Stream<Path> files =
        Files.list(folder.resolve(String.format("ring/epoch-000001/rank-%05d", rank)))) {
      return files.filter(file -> file.toString().endsWith(".cairn")).max(Path::compareTo).get();
    }
  }

  @Test
  void shouldRefuseWhatIsOfARankAloneAndLoseNothing() throws Exception {
    Body<Clock> body =
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          long[] own = run.register("mine", () -> new long[] {rank});
          assertThat(own[0]).isEqualTo(rank);
          compute(run, 1000, walkers, run.keyedShards("keyed", GROUPS));
        };
    launch(3, Clock::new, options -> options.stopAfter(20), body);

    assertThatThrownBy(() -> launch(2, Clock::new, options -> options.stopAfter(20), body))
        .isInstanceOf(RanksException.class)
        .hasMessageContaining("ckpt-0000")
        .hasMessageContaining("saved by 3 ranks, and this is rank")
        .hasMessageContaining(
            "what each has in root \"mine\" is its own; start as many as there were")
        .hasMessageContaining("@Checkpointed(common = true)");

    launch(3, Clock::new, options -> options.stopAfter(20), body);
  }

  /** Even where only one of them has such a root, and rank 0 does not read its part. */
  @Test
  void shouldRefuseWhereOneRankHasSomethingOfItsOwn() throws Exception {
    Body<Clock> body =
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          if (rank == 2) {
            run.register("mine", () -> new long[] {rank});
          }
          compute(run, 1000, walkers, run.keyedShards("keyed", GROUPS));
        };
    launch(3, Clock::new, options -> options.every(10).stopAfter(35), body);

    assertThatThrownBy(() -> launch(4, Clock::new, options -> options, body))
        .isInstanceOf(RanksException.class)
        .hasMessageContaining("\"mine\" is its own")
        .satisfies(
            first ->
                assertThat(first.getSuppressed())
                    .as("all four are refused before any of them has begun")
                    .hasSize(3)
                    .allMatch(
                        other ->
                            other instanceof RanksException
                                || other instanceof NoUsableCheckpointException));
  }

  @Test
  void shouldRefuseWhatIsSaidToBeCommonAndIsNot() throws Exception {
    Body<Clock> body =
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          run.state().log.set(0, "begun by " + rank);
          compute(run, 1000, walkers, run.keyedShards("keyed", GROUPS));
        };
    launch(3, Clock::new, options -> options.stopAfter(20), body);

    assertThatThrownBy(() -> launch(1, Clock::new, options -> options, body))
        .isInstanceOf(RanksException.class)
        .hasMessageContaining(
            "Clock.log[0] is String begun by 1 on rank 1 and String begun by 2 on rank 2");
  }

  @Test
  void shouldRefuseWhereSomeRanksHadEnded() throws Exception {
    Body<Clock> body =
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          compute(run, rank == 2 ? 5 : 100_000, walkers, run.keyedShards("keyed", GROUPS));
          if (!run.isStopping()) {
            run.complete();
          }
        };
    launch(3, Clock::new, options -> options.every(10).stopAfter(35), body);

    assertThatThrownBy(() -> launch(2, Clock::new, options -> options, body))
        .isInstanceOf(RanksException.class)
        .hasMessageContaining("of those 1 had ended already");
  }

  /** What the ranks have written goes on with the rank that has taken their numbers. */
  @Test
  void shouldCutTheOutputsOfRanksThatAreNoMore() throws Exception {
    Body<Clock> body =
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          int files = run.resumedFrom().isPresent() ? 4 : rank + 1;
          List<CheckpointOutput> outputs = new ArrayList<>();
          for (int file = rank; file < files; file += 2) {
            outputs.add(run.output(folder.resolve("out-" + file + ".txt")));
          }
          Clock clock = run.state();
          while (clock.step < 60 && run.safepoint()) {
            for (CheckpointOutput output : outputs) {
              output.write((clock.step + "\n").getBytes(StandardCharsets.UTF_8));
            }
            walkers.get(walkers.from()).advance(clock.step);
            clock.step++;
          }
          if (!run.isStopping() && run.resumedFrom().isPresent()) {
            run.complete();
          }
        };
    // They go on to step 60, and nobody says that they are complete.
    launch(4, Clock::new, options -> options.every(10), body);

    launch(2, Clock::new, options -> options, body);

    for (int file = 0; file < 4; file++) {
      List<String> lines = Files.readAllLines(folder.resolve("out-" + file + ".txt"));
      assertThat(lines).hasSize(60).first().isEqualTo("0");
      assertThat(lines).doesNotHaveDuplicates();
    }
  }

  @Test
  void shouldNameTheRankThatHasAnElement() throws Exception {
    launch(
        3,
        Clock::new,
        options -> options,
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          for (long i = 0; i < TOTAL; i++) {
            assertThat(walkers.has(i)).isEqualTo(walkers.rankOf(i) == rank);
          }
          if (rank == 0) {
            assertThatThrownBy(() -> walkers.get(TOTAL - 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage(
                    "shards \"walkers\": element 16 of 17 is on rank 2; this is rank 0 of 3, which has "
                        + "those from 0 to 4");
            assertThatThrownBy(() -> walkers.set(TOTAL, null))
                .hasMessageContaining("does not exist");
          }
          KeyedShards<Object, Walker> keyed = run.keyedShards("keyed", GROUPS);
          assertThat(keyed.owns("a")).isEqualTo(keyed.rankOf("a") == rank);
          if (!keyed.owns("a")) {
            assertThatThrownBy(() -> keyed.put("a", new Walker(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key a is on rank " + keyed.rankOf("a"));
          } else {
            assertThat(keyed.put("a", new Walker(1))).isNull();
            assertThat(keyed.get("a").index).isEqualTo(1);
            assertThat(keyed.remove("a")).isNotNull();
            assertThat(keyed.get("a")).isNull();
          }
          assertThatThrownBy(() -> run.shards("walkers", TOTAL, Walker::new))
              .isInstanceOf(IllegalStateException.class);
          assertThatThrownBy(() -> run.shards("few", 2, Walker::new))
              .isInstanceOf(CheckpointSettingsException.class)
              .hasMessageContaining("from 3, which is one for each rank");
        });
  }

  @Test
  void shouldRefuseKeysWhoseHashIsAnotherOneInEachJvm() throws Exception {
    try (Checkpoint<Clock> run =
        Checkpoint.configure().directory(folder).name("keys").resumeOrStart(Clock::new)) {
      KeyedShards<Object, Walker> keyed = run.keyedShards("keyed", GROUPS);
      keyed.put("fine", new Walker(0));
      for (Object key :
          List.of(
              new Object(),
              Thread.State.NEW,
              new int[1],
              new Place(Thread.State.NEW, 1),
              List.of(Thread.State.NEW))) {
        assertThatThrownBy(() -> keyed.put(key, new Walker(0)))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("is another one in each JVM");
      }
    }
  }

  @Test
  void shouldRefuseAnotherTotal() throws Exception {
    launch(2, 10, options -> options.stopAfter(3));

    assertThatThrownBy(
            () ->
                launch(
                    2,
                    Clock::new,
                    options -> options,
                    (run, rank) -> run.shards("walkers", TOTAL + 1, Walker::new)))
        .isInstanceOf(StateMismatchException.class)
        .hasMessageContaining("has 17 elements on all ranks, this program asks for 18");
  }

  /** A run without ranks has all of it. */
  @Test
  void shouldBeWholeWithoutRanks() {
    for (int attempt = 0; attempt < 2; attempt++) {
      try (Checkpoint<Clock> run =
          Checkpoint.configure()
              .directory(folder)
              .name("alone")
              .ignoreArguments()
              .resumeOrStart(Clock::new)) {
        Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
        assertThat(walkers.from()).isZero();
        assertThat(walkers.to()).isEqualTo(TOTAL);
        assertThat(walkers.get(3).trail.points).hasSize(attempt);
        run.safepoint();
        walkers.get(3).advance(1);
        run.checkpointNow();
      }
    }
  }

  /** A key that holds a constant. */
  private record Place(Thread.State state, int number) {}

  /** Checkpoints are off: each rank has its share all the same. */
  @Test
  void shouldDivideWhereNothingIsSaved() throws Exception {
    Map<Integer, List<Long>> shares = new java.util.concurrent.ConcurrentHashMap<>();
    launch(
        3,
        Clock::new,
        options -> options.enabled(false),
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          shares.put(rank, List.of(walkers.from(), walkers.to()));
        });

    assertThat(shares)
        .isEqualTo(Map.of(0, List.of(0L, 5L), 1, List.of(5L, 11L), 2, List.of(11L, 17L)));
  }

  /** Shards that some ranks have and others do not: what is missing is not made up. */
  @Test
  void shouldRefuseWhereNotAllRanksHaveTheShards() throws Exception {
    Body<Clock> body =
        (run, rank) -> {
          Shards<Walker> walkers = run.shards("walkers", TOTAL, Walker::new);
          if (rank != 1) {
            run.shards("more", TOTAL, Walker::new);
          }
          compute(run, 1000, walkers, run.keyedShards("keyed", GROUPS));
        };
    launch(3, Clock::new, options -> options.stopAfter(20), body);

    assertThatThrownBy(() -> launch(1, Clock::new, options -> options, body))
        .isInstanceOf(RanksException.class)
        .hasMessageContaining("not all of them have \"shards: more\"");
  }

  /** The part of a rank is no state of a whole run. */
  @Test
  void shouldNotBeginABranchWithOnePart() throws Exception {
    launch(3, 200, options -> options.stopAfter(20));
    Path part = newestPart(2);

    assertThatThrownBy(
            () ->
                Checkpoint.configure()
                    .directory(folder)
                    .name("branch")
                    .branchFrom(part)
                    .resumeOrStart(Clock::new))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("it was saved by several ranks");
  }
}
