/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.ranks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointInfo;
import dev.cairn.NoUsableCheckpointException;
import dev.cairn.RanksException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.spi.RankGroup;
import dev.cairn.spi.StateAdapter;
import dev.cairn.spi.StateImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One run of several JVMs, here threads: what a user sees. */
@Timeout(180)
class RanksTest {
  private static final int SIZE = 3;

  @TempDir Path folder;

  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = folder.resolve("ring");
  }

  private static List<Long> values(List<Ring.End> ends) {
    return ends.stream().map(Ring.End::value).toList();
  }

  private static void shouldBeDone(List<Ring.End> ends, int size, long steps) {
    assertThat(values(ends)).isEqualTo(Ring.expected(size, steps));
    assertThat(ends).allMatch(Ring.End::complete);
  }

  @Test
  void shouldComputeAsWithoutCheckpoints() throws Exception {
    Ring ring = new Ring(folder, SIZE, 200).with((rank, builder) -> builder.every(20));

    shouldBeDone(ring.launch(), SIZE, 200);

    // The end state alone is left, of each rank.
    assertThat(names(run.resolve("epoch-000001"), "ckpt-")).hasSize(1);
  }

  @Test
  void shouldGoOnWhereAllHaveStopped() throws Exception {
    Ring ring = new Ring(folder, SIZE, 100).with((rank, builder) -> builder.stopAfter(40));

    List<Ring.End> first = ring.launch();
    List<Ring.End> second = ring.launch();
    List<Ring.End> third = ring.launch();

    assertThat(first).extracting(Ring.End::step).containsOnly(39L);
    assertThat(second).extracting(Ring.End::step).containsOnly(78L);
    shouldBeDone(third, SIZE, 100);
    assertThat(third).allMatch(Ring.End::resumed);
  }

  @Test
  void shouldGiveAFinishedRunToWhoeverStartsItAgain() throws Exception {
    Ring ring = new Ring(folder, SIZE, 30);
    shouldBeDone(ring.launch(), SIZE, 30);

    shouldBeDone(ring.launch(), SIZE, 30);

    assertThat(names(run, "epoch-")).hasSize(1);
  }

  /** What they go on from stays until there are two that do as well. */
  @Test
  void shouldKeepTheAttemptBeforeUntilTwoOfItsOwnAreThere() throws Exception {
    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.stopAfter(40)).launch();

    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.stopAfter(2)).launch();

    assertThat(names(run, "epoch-")).hasSize(2);
    assertThat(run.resolve("epoch-000002/ckpt-000002.cairn")).exists();

    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.every(5).stopAfter(40)).launch();

    assertThat(names(run, "epoch-")).as("two of the third are verified").hasSize(1);
  }

  /** Whichever rank asks. */
  @Test
  void shouldTakeACheckpointWhereARankAsksForOne() throws Exception {
    Map<Integer, CheckpointInfo> seen = new ConcurrentHashMap<>();
    Ring ring =
        new Ring(folder, SIZE, 4000)
            .after(
                (rank, checkpoint, cell) -> {
                  if (rank == 2 && cell.step == 100) {
                    checkpoint.request();
                  }
                  checkpoint
                      .lastDurable()
                      .filter(info -> info.sequence() == 2)
                      .ifPresent(info -> seen.putIfAbsent(rank, info));
                  Thread.sleep(1);
                });

    shouldBeDone(ring.launch(), SIZE, 4000);

    assertThat(seen.keySet()).isEqualTo(Set.of(0, 1, 2));
    assertThat(seen.values()).extracting(CheckpointInfo::id).containsOnly("1/2");
  }

  @Test
  void shouldStopAllWhereSomebodyAsksForIt() throws Exception {
    Ring ring =
        new Ring(folder, SIZE, 100_000)
            .after(
                (rank, checkpoint, cell) -> {
                  if (rank == 1 && cell.step == 50) {
                    Files.writeString(run.resolve("request"), "stop");
                  }
                  Thread.sleep(1);
                });

    List<Ring.End> ends = ring.launch();

    assertThat(ends).extracting(Ring.End::step).doesNotContain(100_000L);
    assertThat(Set.copyOf(ends.stream().map(Ring.End::step).toList())).hasSize(1);
    long stopped = ends.get(0).step();
    assertThat(values(ends)).isEqualTo(Ring.expected(SIZE, stopped));
    List<Ring.End> rest = new Ring(folder, SIZE, stopped + 10).launch();
    shouldBeDone(rest, SIZE, stopped + 10);
    assertThat(rest).allMatch(Ring.End::resumed);
  }

  /** By a collective nobody announces anything. */
  @Test
  void shouldAgreeByACollectiveOfTheProgram() throws Exception {
    Ring ring =
        new Ring(folder, SIZE, 3000)
            .with(byACollective())
            .after(
                (rank, checkpoint, cell) -> {
                  if (rank == 1 && cell.step == 40) {
                    checkpoint.request();
                  }
                  Thread.sleep(1);
                });

    shouldBeDone(ring.launch(), SIZE, 3000);

    assertThat(names(run.resolve("epoch-000001").resolve("agree"), "cut-")).hasSize(2);
  }

  /** Whoever is the first to want it: the job goes on where rank 0 ends. */
  @Test
  void shouldStopByACollectiveWhereAnotherRankWantsIt() throws Exception {
    Ring ring = new Ring(folder, SIZE, 100_000).with(byACollective());
    ring.after(
        (rank, checkpoint, cell) -> {
          if (rank == 1 && cell.step == 40) {
            ring.timeLeft(1, Duration.ofMillis(1));
          }
          Thread.sleep(1);
        });

    List<Ring.End> ends = ring.launch();

    assertThat(Set.copyOf(ends.stream().map(Ring.End::step).toList())).hasSize(1);
    assertThat(values(ends)).isEqualTo(Ring.expected(SIZE, ends.get(0).step()));
    assertThat(ring.requeued()).containsExactly("rank 0 of " + SIZE);
  }

  private BiFunction<Integer, CheckpointBuilder, CheckpointBuilder> byACollective() {
    AtomicLongArray most = new AtomicLongArray(8);
    CyclicBarrier barrier = new CyclicBarrier(SIZE);
    return (rank, builder) ->
        builder.ranks(RankGroup.of(rank, SIZE, mine -> maximum(rank, mine, most, barrier)));
  }

  // ---- ranks that end early --------------------------------------------------------------------

  /** Ranks with nothing to tell one another: the first has less to compute than the others. */
  private final class Uneven {
    private final boolean collective;
    private final Map<Integer, Integer> millisOfAStep = new ConcurrentHashMap<>();
    private final Map<Integer, Boolean> complete = new ConcurrentHashMap<>();
    private final Map<Integer, Long> steps = new ConcurrentHashMap<>();

    /** Of the checkpoints that there were while somebody computed. */
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    Uneven(boolean collective) {
      this.collective = collective;
    }

    void launch(String launch, long first, long others, long stopAt) throws Exception {
      Ring ring = new Ring(folder, SIZE, 0);
      if (collective) {
        ring.with(byACollective());
      }
      ExecutorService threads = Executors.newFixedThreadPool(SIZE);
      try {
        List<Future<Boolean>> ranks = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
          int rank = i;
          long until = rank == 0 ? first : others;
          ranks.add(threads.submit(() -> compute(ring, rank, launch, until, stopAt)));
        }
        for (Future<Boolean> rank : ranks) {
          assertThat(rank.get(100, TimeUnit.SECONDS)).isTrue();
        }
      } finally {
        threads.shutdownNow();
      }
    }

    private boolean compute(Ring ring, int rank, String launch, long until, long stopAt)
        throws Exception {
      try (Checkpoint<Ring.Cell> checkpoint =
          ring.configure(rank, launch).resumeOrStart(() -> new Ring.Cell(rank))) {
        Ring.Cell cell = checkpoint.state();
        while (cell.step < until && checkpoint.safepoint()) {
          cell.step++;
          Thread.sleep(millisOfAStep.getOrDefault(rank, 1));
          checkpoint.lastDurable().ifPresent(info -> reasons.add(reasonOf(info.path())));
          if (rank == 1 && cell.step == stopAt) {
            Files.writeString(run.resolve("request"), "stop");
          }
        }
        if (!checkpoint.isStopping()) {
          checkpoint.complete();
        }
        complete.put(rank, checkpoint.isComplete());
        steps.put(rank, cell.step);
        return true;
      }
    }
  }

  private static String reasonOf(Path checkpoint) {
    try (CheckpointFileReader reader = CheckpointFileReader.open(checkpoint, KeyRing.NONE)) {
      return reader.manifest().reason();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldWaitForTheOthersWhereTheFirstRankHasEnded(boolean collective) throws Exception {
    Uneven uneven = new Uneven(collective);

    uneven.launch("uneven-one", 20, 1500, -1);

    assertThat(uneven.complete.values()).containsOnly(true);
    assertThat(uneven.steps).containsEntry(0, 20L).containsEntry(1, 1500L);
    for (int rank = 0; rank < SIZE; rank++) {
      assertThat(parts(rank)).as("of the end state alone").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldStopTheOthersWhereTheFirstRankHasEnded(boolean collective) throws Exception {
    Uneven uneven = new Uneven(collective);
    uneven.launch("uneven-one", 20, 200_000, 300);
    assertThat(uneven.complete).containsEntry(0, false).containsEntry(1, false);
    long stopped = uneven.steps.get(1);

    uneven.launch("uneven-two", 20, stopped + 100, -1);

    assertThat(uneven.complete.values()).containsOnly(true);
    assertThat(uneven.reasons).as("none is the end").contains("FIRST").doesNotContain("COMPLETE");
    assertThat(uneven.steps).containsEntry(0, 20L).containsEntry(2, stopped + 100);
  }

  /** What has ended stands for all later counts: a stop is announced for one of those. */
  @Test
  void shouldStopBeyondTheEndOfARankThatWasAhead() throws Exception {
    Uneven uneven = new Uneven(false);
    uneven.millisOfAStep.putAll(Map.of(1, 4, 2, 4));

    uneven.launch("ahead", 600, 100_000, 500); // long after the end of the one that is ahead

    assertThat(uneven.complete).containsEntry(1, false).containsEntry(2, false);
    assertThat(uneven.steps).containsEntry(0, 600L);
    assertThat(uneven.steps.get(1)).isEqualTo(uneven.steps.get(2)).isGreaterThanOrEqualTo(600L);
    Path agreed = run.resolve("epoch-000001/agree");
    assertThat(names(agreed, "cut-"))
        .noneMatch(name -> read(agreed.resolve(name)).contains("has ended beyond"));
  }

  /** State outside the heap is made anew in a fresh run of each rank. */
  @Test
  void shouldBeginWhatEachRankIncludes() throws Exception {
    Map<Integer, Integer> begun = new ConcurrentHashMap<>();
    Ring ring =
        new Ring(folder, SIZE, 5)
            .with((rank, builder) -> builder.include("outside", new Outside(rank, begun)));

    shouldBeDone(ring.launch(), SIZE, 5);

    assertThat(begun).isEqualTo(Map.of(0, 1, 1, 1, 2, 1));
  }

  /** Nothing, outside the heap. */
  private record Outside(int rank, Map<Integer, Integer> begun) implements StateAdapter {
    @Override
    public String kind() {
      return "nothing";
    }

    @Override
    public void begin() {
      begun.merge(rank, 1, Integer::sum);
    }

    @Override
    public StateImage capture() {
      return new StateImage() {
        @Override
        public String description() {
          return "none";
        }

        @Override
        public long length() {
          return 0;
        }

        @Override
        public ReadableByteChannel open() {
          return Channels.newChannel(InputStream.nullInputStream());
        }
      };
    }

    @Override
    public void restore(StateImage image) {}

    @Override
    public void close() {}
  }

  /** A checkpoint is at the same count of all: the others come to it ten times as late. */
  @Test
  void shouldAgreeWhereARankHasTenTimesTheSafepoints() throws Exception {
    Uneven uneven = new Uneven(false);
    uneven.millisOfAStep.putAll(Map.of(0, 10, 1, 10));

    uneven.launch("ten-one", 100_000, 100_000, 30);

    assertThat(uneven.complete.values()).containsOnly(false);
    assertThat(uneven.steps.values())
        .as("of the same safepoint")
        .hasSize(3)
        .containsOnly(uneven.steps.get(0));
    long stopped = uneven.steps.get(0);
    assertThat(stopped).as("announced ahead of the fastest").isGreaterThan(100);
    uneven.launch("ten-two", stopped + 5, stopped + 5, -1);
    assertThat(uneven.complete.values()).containsOnly(true);
  }

  /** Announced 1 ms ahead, nobody can have seen it: each time it is further, until all have. */
  @Test
  void shouldAnnounceAgainWhereARankSawItTooLate() throws Exception {
    Ring ring =
        new Ring(folder, SIZE, 8000)
            .with((rank, builder) -> builder.rankLead(Duration.ofMillis(1)))
            .after(
                (rank, checkpoint, cell) -> {
                  if (rank == 1 && cell.step == 100) {
                    checkpoint.request();
                  }
                  Thread.sleep(1);
                });

    shouldBeDone(ring.launch(), SIZE, 8000);

    Path agreed = run.resolve("epoch-000001/agree");
    List<String> cuts =
        names(agreed, "cut-").stream().map(agreed::resolve).map(RanksTest::read).toList();
    assertThat(cuts)
        .filteredOn(text -> text.contains("when the announcement was seen"))
        .isNotEmpty();
    assertThat(cuts)
        .filteredOn(text -> text.startsWith("committed"))
        .as("the first, and this")
        .hasSize(2);
  }

  @Test
  void shouldTakeACheckpointOfAllOnlyForTheThreadThatCounts() throws Exception {
    List<Throwable> refused = new ArrayList<>();
    Ring ring =
        new Ring(folder, 1, 5)
            .after(
                (rank, checkpoint, cell) -> {
                  if (cell.step == 2) {
                    Thread other =
                        new Thread(
                            () -> {
                              try {
                                checkpoint.checkpointNow();
                              } catch (RuntimeException e) {
                                refused.add(e);
                              }
                            });
                    other.start();
                    other.join();
                  }
                });

    shouldBeDone(ring.launch(), 1, 5);

    assertThat(refused)
        .singleElement()
        .isInstanceOf(IllegalStateException.class)
        .asString()
        .contains("request()");
  }

  private static long[] maximum(
      int rank, long[] mine, AtomicLongArray most, CyclicBarrier barrier) {
    try {
      if (rank == 0) {
        for (int i = 0; i < most.length(); i++) {
          most.set(i, 0);
        }
      }
      barrier.await();
      for (int i = 0; i < mine.length; i++) {
        most.accumulateAndGet(i, mine[i], Math::max);
      }
      barrier.await();
      long[] result = new long[mine.length];
      for (int i = 0; i < result.length; i++) {
        result[i] = most.get(i);
      }
      barrier.await();
      return result;
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void shouldWriteOneAfterTheOtherWhereThatIsWanted() throws Exception {
    Ring ring =
        new Ring(folder, SIZE, 60).with((rank, builder) -> builder.every(20).rankWriters(1));

    shouldBeDone(ring.launch(), SIZE, 60);

    Path said = run.resolve("epoch-000001/agree/votes-cut-20");
    List<FileTime> inOrderOfRanks = new ArrayList<>();
    for (String vote : names(said, "0000")) {
      inOrderOfRanks.add(Files.getLastModifiedTime(said.resolve(vote)));
    }
    assertThat(inOrderOfRanks).hasSize(SIZE).isSorted();
  }

  // ---- what does not fit -----------------------------------------------------------------------

  @Test
  void shouldGoOnFromTheOneBeforeWhereAPartIsDamaged() throws Exception {
    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.every(20).stopAfter(70)).launch();
    List<Path> parts = parts(2);
    Path newest = parts.get(parts.size() - 1);
    List<String> checkpoints = names(run.resolve("epoch-000001"), "ckpt-");
    String damaged = checkpoints.get(checkpoints.size() - 1).replaceAll("\\D+0*", "");
    byte[] bytes = Files.readAllBytes(newest);
    bytes[bytes.length / 2] ^= 1;
    Files.write(newest, bytes);
    Map<Integer, String> from = new ConcurrentHashMap<>();

    List<Ring.End> ends =
        new Ring(folder, SIZE, 100)
            .after(
                (rank, checkpoint, cell) ->
                    from.put(rank, checkpoint.resumedFrom().orElseThrow().id()))
            .launch();

    shouldBeDone(ends, SIZE, 100);
    assertThat(Set.copyOf(from.values())).as("all from the same").hasSize(1);
    assertThat(from).doesNotContainValue("1/" + damaged);
  }

  @Test
  void shouldSayWhyNoneCanBeUsed() throws Exception {
    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.stopAfter(5)).launch();
    for (Path part : parts(1)) {
      Files.delete(part);
    }

    assertThatThrownBy(() -> new Ring(folder, SIZE, 100).launch())
        .isInstanceOf(NoUsableCheckpointException.class)
        .hasMessageContaining("rank 1")
        .hasMessageContaining("rank-00001");
  }

  @Test
  void shouldRefuseAnotherNumberOfRanks() throws Exception {
    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.stopAfter(5)).launch();

    assertThatThrownBy(() -> new Ring(folder, SIZE + 1, 100).launch())
        .isInstanceOfAny(RanksException.class, NoUsableCheckpointException.class)
        .hasMessageContaining("was saved by 3 ranks")
        .hasMessageContaining("of 4");
  }

  @Test
  void shouldRefuseToReadPartsAsARunOfOneJvm() throws Exception {
    new Ring(folder, SIZE, 1000).with((rank, builder) -> builder.stopAfter(5)).launch();

    assertThatThrownBy(
            () ->
                Checkpoint.configure()
                    .directory(folder)
                    .name("ring")
                    .ignoreArguments()
                    .resumeOrStart(() -> new Ring.Cell(0)))
        .isInstanceOf(RanksException.class)
        .hasMessageContaining("configure().ranks()");
  }

  /** A message that is sent before a safepoint and received after it. */
  @Test
  void shouldRefuseACutThroughAMessage() throws Exception {
    Ring ring =
        new Ring(folder, SIZE, 60)
            .with((rank, builder) -> builder.every(20))
            .after(
                (rank, checkpoint, cell) -> {
                  if (cell.step == 19 && rank == 0) {
                    checkpoint.channel(2).sent();
                  }
                  if (cell.step == 20 && rank == 2) {
                    checkpoint.channel(0).received();
                  }
                });

    shouldBeDone(ring.launch(), SIZE, 60);

    assertThat(Files.readString(run.resolve("epoch-000001/agree/cut-20")))
        .contains("rank 0 had sent")
        .contains("to rank 2");
    assertThat(Files.readString(run.resolve("epoch-000001/agree/cut-40"))).startsWith("committed");
  }

  @Test
  void shouldNameARankThatDoesNotComeAndGoOn() throws Exception {
    Ring ring =
        new Ring(folder, SIZE, 200)
            .with((rank, builder) -> builder.patience(Duration.ofSeconds(1)).every(20))
            .after(
                (rank, checkpoint, cell) -> {
                  if (rank == 1 && cell.step == 19) {
                    Thread.sleep(4000); // longer than anybody waits
                  }
                });

    shouldBeDone(ring.launch(), SIZE, 200);

    Path agreed = run.resolve("epoch-000001/agree");
    assertThat(Files.readString(agreed.resolve("cut-20")))
        .contains("rank 1 has not come to safepoint 20");
    assertThat(names(agreed, "cut-"))
        .anyMatch(
            name -> !name.equals("cut-1") && read(agreed.resolve(name)).startsWith("committed"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void shouldRefuseASecondStartBesideALiveOne() throws Exception {
    List<Throwable> refused = new ArrayList<>();
    Ring second = new Ring(folder, SIZE, 10).with((rank, builder) -> builder.name("other"));
    shouldBeDone(second.launch(), SIZE, 10);
    Ring ring =
        new Ring(folder, 1, 3)
            .after(
                (rank, checkpoint, cell) -> {
                  if (cell.step == 2) {
                    try {
                      new Ring(folder, 1, 3)
                          .configure(0, "somebody-else")
                          .resumeOrStart(() -> new Ring.Cell(0))
                          .close();
                    } catch (RuntimeException e) {
                      refused.add(e);
                    }
                  }
                });

    shouldBeDone(ring.launch(), 1, 3);

    assertThat(refused)
        .singleElement()
        .isInstanceOf(dev.cairn.RunInUseException.class)
        .asString()
        .contains("this program has run ring");
  }

  private List<Path> parts(int rank) throws IOException {
    Path room = run.resolve("epoch-000001").resolve("rank-0000" + rank);
    return names(room, "ckpt-").stream().map(room::resolve).toList();
  }

  private static List<String> names(Path in, String prefix) {
    try (Stream<Path> files = Files.list(in)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
