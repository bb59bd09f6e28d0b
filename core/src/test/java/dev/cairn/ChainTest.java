/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that write only what has changed. */
@Timeout(120)
class ChainTest {
  private static final int ROWS = 64;

  @TempDir Path folder;

  /** Rows of 64 KiB, of which few change. */
  @Checkpointed
  static final class Grid {
    final long[][] rows = new long[ROWS][8192];
    long step;

    Grid() {
      Random random = new Random(3);
      for (long[] row : rows) {
        for (int i = 0; i < row.length; i++) {
          row[i] = random.nextLong();
        }
      }
    }

    void advance() {
      step++;
      rows[(int) (step % ROWS)][(int) (step * 31 % 8192)] = step;
    }

    static Grid after(long steps) {
      Grid grid = new Grid();
      for (long i = 0; i < steps; i++) {
        grid.advance();
      }
      return grid;
    }
  }

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("chain")
        .ignoreArguments()
        .every(Duration.ofDays(1))
        .chainLength(4);
  }

  private Checkpoint<Grid> start() {
    return configure().resumeOrStart(Grid::new);
  }

  private static CheckpointInfo advance(Checkpoint<Grid> run) {
    run.state().advance();
    return run.checkpointNow().orElseThrow();
  }

  private static void assertIsAfter(Grid grid, long steps) {
    assertThat(grid.step).isEqualTo(steps);
    assertThat(Arrays.deepEquals(grid.rows, Grid.after(steps).rows)).isTrue();
  }

  private List<String> names(int epoch) throws IOException {
    try (Stream<Path> run = Files.list(folder.resolve("chain"))) {
      Path room =
          run.filter(path -> path.getFileName().toString().startsWith("epoch-00000" + epoch))
              .findFirst()
              .orElseThrow();
      try (Stream<Path> files = Files.list(room)) {
        return files
            .map(path -> path.getFileName().toString())
            .filter(name -> name.endsWith(".cairn"))
            .sorted()
            .toList();
      }
    }
  }

  @Test
  void shouldWriteOnlyWhatHasChangedAndBeginAnewInTime() {
    try (Checkpoint<Grid> run = start()) {
      long whole = advance(run).bytes();
      long[] shares = new long[9];
      for (int i = 0; i < shares.length; i++) {
        shares[i] = 100 * advance(run).bytes() / whole;
      }
      // 2 stands for itself, since without it there would be no other; then chains of four.
      assertThat(shares).satisfies(found -> assertThat(found[0]).isGreaterThan(98));
      assertThat(shares[1]).isBetween(1L, 4L);
      assertThat(shares[3]).isBetween(1L, 4L);
      assertThat(shares[4]).isGreaterThan(98);
      assertThat(shares[5]).isBetween(1L, 4L);
      assertThat(shares[8]).isGreaterThan(98);
    }
  }

  @Test
  void shouldResumeFromAChainAndFromOneThatWasAdopted() throws IOException {
    try (Checkpoint<Grid> run = start()) {
      for (int i = 0; i < 4; i++) {
        CheckpointInfo unused = advance(run);
      }
    }
    try (Checkpoint<Grid> run = start()) {
      assertIsAfter(run.state(), 4);
      assertThat(names(2)).anyMatch(name -> name.startsWith("blocks-"));
    }
    // An attempt that saved nothing leaves a checkpoint that is adopted once more.
    try (Checkpoint<Grid> run = start()) {
      assertIsAfter(run.state(), 4);
      for (int i = 0; i < 9; i++) {
        CheckpointInfo unused = advance(run);
      }
      await()
          .untilAsserted(
              () -> {
                assertThat(folder.resolve("chain").toFile().list())
                    .noneMatch(name -> name.contains("epoch-000001"));
                assertThat(names(3)).doesNotContain("ckpt-000000.cairn");
              });
    }
    try (Checkpoint<Grid> run = start()) {
      assertIsAfter(run.state(), 13);
    }
  }

  @Test
  void shouldGoBackToOneThatSharesNothingWhereABlockOfAllOthersIsDamaged() throws IOException {
    try (Checkpoint<Grid> run = start()) {
      for (int i = 0; i < 5; i++) {
        CheckpointInfo unused = advance(run);
      }
    }
    // 3, 4 and 5 need blocks of 2.
    Path base = folder.resolve("chain/epoch-000001/ckpt-000002.cairn");
    Path demoted =
        Files.exists(base) ? base : folder.resolve("chain/epoch-000001").resolve(blocksFile());
    flip(demoted, Files.size(demoted) / 2);

    try (Checkpoint<Grid> run = start()) {
      assertIsAfter(run.state(), 1);
    }
  }

  private String blocksFile() throws IOException {
    return names(1).stream().filter(name -> name.startsWith("blocks-")).findFirst().orElseThrow();
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 4));
      channel.write(one.flip(), at);
    }
  }

  @Test
  void shouldWriteAllAtOnceWhereAFileOfTheChainIsGone() throws IOException {
    try (Checkpoint<Grid> run = start()) {
      long whole = advance(run).bytes();
      CheckpointInfo second = advance(run);
      assertThat(advance(run).bytes()).isLessThan(whole / 10);
      Files.delete(second.path());

      assertThat(advance(run).bytes()).isGreaterThan(whole * 9 / 10);
    }
    try (Checkpoint<Grid> run = start()) {
      assertIsAfter(run.state(), 4);
    }
  }

  /** One of a chain that is known to be broken is never taken for the one that shares nothing. */
  @Test
  void shouldKeepTheGoodOneWhereAChainIsBroken() throws IOException {
    try (Checkpoint<Grid> run = start()) {
      CheckpointInfo unused = advance(run);
      Path base = advance(run).path();
      unused = advance(run);
      Files.delete(base); // 3 needs it
      for (int i = 4; i <= 6; i++) {
        unused = advance(run);
      }
    }
    assertThat(names(1)).contains("ckpt-000001.cairn");
    flip(folder.resolve("chain/epoch-000001/ckpt-000004.cairn"), 300_000);

    try (Checkpoint<Grid> run = start()) {
      assertIsAfter(run.state(), 1);
    }
  }

  @Test
  void shouldOpenOneOfAChainByTheLinkForPeople() throws IOException {
    try (Checkpoint<Grid> run = start()) {
      for (int i = 0; i < 4; i++) {
        CheckpointInfo unused = advance(run);
      }
    }
    try (SavedCheckpoint saved = Checkpoint.open(folder.resolve("chain/latest"))) {
      assertIsAfter(saved.state(Grid.class), 4);
    }
  }

  @Test
  void shouldSayWhatIsMissingWhereACheckpointIsCopiedAlone() throws IOException {
    Path alone = folder.resolve("alone.cairn");
    try (Checkpoint<Grid> run = start()) {
      for (int i = 0; i < 2; i++) {
        CheckpointInfo unused = advance(run);
      }
      Files.copy(advance(run).path(), alone);
    }
    assertThatThrownBy(() -> Checkpoint.open(alone))
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("ckpt-000002.cairn")
        .hasMessageContaining("copy its whole folder");
  }

  @Test
  void shouldKeepTheEndStateAloneAndWhole() throws IOException {
    try (Checkpoint<Grid> run = start()) {
      for (int i = 0; i < 4; i++) {
        CheckpointInfo unused = advance(run);
      }
      run.complete();
    }
    assertThat(names(1)).containsExactly("ckpt-000005.cairn");
    try (Checkpoint<Grid> run = start()) {
      assertThat(run.isComplete()).isTrue();
      assertIsAfter(run.state(), 4);
    }
  }

  @Test
  void shouldShareNothingWhereThatIsWanted() {
    try (Checkpoint<Grid> run = configure().chainLength(1).resumeOrStart(Grid::new)) {
      long whole = advance(run).bytes();
      for (int i = 0; i < 4; i++) {
        assertThat(advance(run).bytes()).isGreaterThan(whole * 9 / 10);
      }
    }
  }

  @Test
  void shouldCompressByWhateverIsAskedForAndReadItAll() {
    long none = sizeWith(Compression.NONE, 1);
    assertThat(sizeWith(Compression.LZ4, 1)).isLessThan(none / 2);
    assertThat(sizeWith(Compression.LZ4, 3)).isLessThan(none / 2);
    assertThat(sizeWith(Compression.ZSTD, 2)).isLessThan(none / 2);
  }

  /** Smooth numbers: their high bytes are alike, which only shows once the bytes are sorted. */
  @Checkpointed
  static final class Wave {
    final double[] values = new double[400_000];
    final int[] counts = new int[300_001];
    final char[] letters = new char[200_000];
    final byte[] spins = new byte[500_000];

    void fill() {
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.round(1000 * Math.sin(i / 1000.0));
        counts[i % counts.length] = i / 7;
        letters[i % letters.length] = (char) ('a' + i % 3);
        spins[i] = (byte) (i % 5 == 0 ? 1 : -1);
      }
    }
  }

  private long sizeWith(Compression compression, int threads) {
    String name = compression + "-" + threads;
    long bytes;
    try (Checkpoint<Wave> run = wave(name, compression, threads)) {
      run.state().fill();
      bytes = run.checkpointNow().orElseThrow().bytes();
    }
    Wave expected = new Wave();
    expected.fill();
    try (Checkpoint<Wave> run = wave(name, Compression.NONE, 1)) {
      assertThat(Arrays.equals(run.state().values, expected.values)).isTrue();
      assertThat(Arrays.equals(run.state().counts, expected.counts)).isTrue();
      assertThat(Arrays.equals(run.state().letters, expected.letters)).isTrue();
      assertThat(Arrays.equals(run.state().spins, expected.spins)).isTrue();
    }
    return bytes;
  }

  private Checkpoint<Wave> wave(String name, Compression compression, int threads) {
    return Checkpoint.configure()
        .directory(folder)
        .name(name)
        .ignoreArguments()
        .every(Duration.ofDays(1))
        .compression(compression)
        .writerThreads(threads)
        .resumeOrStart(Wave::new);
  }
}
