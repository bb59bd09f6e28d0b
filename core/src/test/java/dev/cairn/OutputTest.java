/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program appends to is after a resume what it was at the checkpoint. */
@Timeout(120)
class OutputTest {
  @Checkpointed
  static final class Counter {
    long value;
  }

  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder.resolve("runs"))
        .name("run")
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments();
  }

  private Path results() {
    return folder.resolve("results.csv");
  }

  private String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private static String unzipped(Path file) throws IOException {
    try (InputStream input = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(input.readAllBytes(), UTF_8);
    }
  }

  private List<Path> files(String pattern) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  /** Counts to a number, checkpoints there, counts on and ends like a program that was killed. */
  private void countThenDie(Path output, long checkpointAt, long end) {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(output);
      while (run.state().value < end) {
        lines.println("line " + ++run.state().value);
        if (run.state().value == checkpointAt) {
          run.checkpointNow();
        }
      }
    }
  }

  private static String lines(long end) {
    StringBuilder all = new StringBuilder();
    for (long i = 1; i <= end; i++) {
      all.append("line ").append(i).append('\n');
    }
    return all.toString();
  }

  private void finish(Path output, long end) {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(output);
      while (run.state().value < end && run.safepoint()) {
        lines.println("line " + ++run.state().value);
      }
      run.complete();
    }
  }

  @Test
  void shouldHoldEachLineOnce() throws IOException {
    countThenDie(results(), 5, 9);
    assertThat(text(results())).isEqualTo(lines(9));

    finish(results(), 12);

    assertThat(text(results())).isEqualTo(lines(12));
    assertThat(files(".*results.*")).contains(results()).noneMatch(this::isPending);
  }

  private boolean isPending(Path file) {
    return file.toString().contains("pending");
  }

  @Test
  void shouldSetAsideWhatCameAfterTheCheckpoint() throws IOException {
    countThenDie(results(), 5, 9);
    countThenDie(results(), 7, 7);

    List<Path> aside = files("results\\.csv\\.tail-.*");
    assertThat(aside).hasSize(1);
    assertThat(aside.get(0)).hasParent(folder.resolve("runs/run/epoch-000002"));
    assertThat(lines(5) + text(aside.get(0))).isEqualTo(lines(9));
  }

  @Test
  void shouldKeepAZombieOutOfTheFile() throws IOException {
    countThenDie(results(), 5, 9);
    try (FileChannel zombie = FileChannel.open(results(), StandardOpenOption.APPEND)) {
      try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
        CheckpointOutput lines = run.output(results());
        int unused = zombie.write(ByteBuffer.wrap("from the dead\n".getBytes(UTF_8)));
        lines.println("line 6");
        run.complete();
      }
    }
    assertThat(text(results())).isEqualTo(lines(6));
  }

  @Test
  void shouldRefuseAFileThatHasBecomeShorter() throws IOException {
    countThenDie(results(), 5, 9);
    Files.writeString(results(), lines(4));

    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      assertThatThrownBy(() -> run.output(results()))
          .isInstanceOf(OutputMismatchException.class)
          .hasMessageContaining(results() + " has 28, and the checkpoint needs its first 35 bytes");
    }
    assertThat(text(results())).isEqualTo(lines(4));
  }

  @Test
  void shouldRefuseAFileThatHasBecomeAnother() throws IOException {
    countThenDie(results(), 5, 9);
    String other = lines(9).replace("line 2", "LINE 2");
    Files.writeString(results(), other);

    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      assertThatThrownBy(() -> run.output(results()))
          .isInstanceOf(OutputMismatchException.class)
          .hasMessageContaining("holds others");
    }
    assertThat(text(results())).isEqualTo(other);
    assertThat(files(".*pending.*")).isEmpty();
  }

  @Test
  void shouldRefuseAFileThatIsGone() throws IOException {
    countThenDie(results(), 5, 9);
    Files.delete(results());

    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      assertThatThrownBy(() -> run.output(results()))
          .isInstanceOf(OutputMismatchException.class)
          .hasMessageContaining("cannot be read");
    }
  }

  @Test
  void shouldEndAWholeGzipFileAtEachCheckpoint() throws IOException {
    Path zipped = folder.resolve("results.csv.gz");
    countThenDie(zipped, 5, 9);
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(zipped);
      assertThat(unzipped(zipped)).isEqualTo(lines(5));
      lines.println("line " + ++run.state().value);
      run.checkpointNow();
      assertThat(unzipped(zipped)).isEqualTo(lines(6));
    }
    finish(zipped, 20_000);

    assertThat(unzipped(zipped)).isEqualTo(lines(20_000));
    assertThat(Files.size(zipped)).isLessThan(lines(20_000).length() / 2);
  }

  @Test
  void shouldMakeAGzipFileOfNothing() throws IOException {
    Path zipped = folder.resolve("nothing.gz");
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      assertThat(run.output(zipped).isNew()).isTrue();
      run.complete();
    }
    assertThat(unzipped(zipped)).isEmpty();
  }

  @Test
  void shouldGoOnInAFurtherFileWhereCopyingWouldTakeLong() throws IOException {
    countThenDie(results(), 5, 9);
    try (Checkpoint<Counter> run = configure().outputCopyLimit(20).resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(results());
      assertThat(lines.isNew()).isFalse();
      lines.println("line " + ++run.state().value);
      run.checkpointNow();
      lines.println("line 7, which is not counted");
    }
    Path second = folder.resolve("results.csv.part-0002");
    assertThat(text(results())).isEqualTo(lines(5));
    assertThat(text(second)).startsWith("line 6\nline 7, which");

    try (Checkpoint<Counter> run = configure().outputCopyLimit(20).resumeOrStart(Counter::new)) {
      run.output(results()).println("line 7");
      run.complete();
    }
    assertThat(text(results()) + text(second)).isEqualTo(lines(7));
    assertThat(files("results\\.csv\\.part-\\d+")).containsExactly(second);
  }

  @Test
  void shouldNotGoOnInALargeFileThatEndsOtherwise() throws IOException {
    countThenDie(results(), 5, 9);
    Files.writeString(results(), lines(9).replace("line 5", "line x"));
    try (Checkpoint<Counter> run = configure().outputCopyLimit(20).resumeOrStart(Counter::new)) {
      assertThatThrownBy(() -> run.output(results()))
          .isInstanceOf(OutputMismatchException.class)
          .hasMessageContaining("ends with others");
    }
    assertThat(text(results())).hasSameSizeAs(lines(9));
  }

  @Test
  void shouldSetAsidePartsOfNoCheckpoint() throws IOException {
    countThenDie(results(), 5, 9);
    Files.writeString(folder.resolve("results.csv.part-0002"), "of an attempt that died\n");

    finish(results(), 6);

    assertThat(text(results())).isEqualTo(lines(6));
    assertThat(files("results\\.csv\\.part-0002")).isEmpty();
    assertThat(files("results\\.csv\\.before-.*\\.part-0002")).hasSize(1);
  }

  @Test
  void shouldKeepWhatLayThereBefore() throws IOException {
    Files.writeString(results(), "of last year\n");

    countThenDie(results(), 2, 3);

    assertThat(text(results())).isEqualTo(lines(3));
    List<Path> before = files("results\\.csv\\.before-.*");
    assertThat(before).hasSize(1);
    assertThat(text(before.get(0))).isEqualTo("of last year\n");
  }

  @Test
  void shouldWriteThroughALink() throws IOException {
    Path target = folder.resolve("scratch/real.csv");
    Files.createDirectories(target.getParent());
    Files.createFile(target);
    Files.createSymbolicLink(results(), target);

    countThenDie(results(), 5, 9);
    finish(results(), 12);

    assertThat(Files.isSymbolicLink(results())).isTrue();
    assertThat(text(target)).isEqualTo(lines(12));
  }

  @Test
  void shouldKeepTheRightsOfTheFile() throws IOException {
    countThenDie(results(), 5, 9);
    Files.setPosixFilePermissions(
        results(), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
    finish(results(), 12);

    assertThat(Files.getPosixFilePermissions(results()))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void shouldCarryAlongWhatTheProgramHasNotOpened() throws IOException {
    countThenDie(results(), 5, 9);
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      run.checkpointNow();
      assertThat(text(results())).isEqualTo(lines(9));
    }
    finish(results(), 6);

    assertThat(text(results())).isEqualTo(lines(6));
  }

  @Test
  void shouldFindAnOutputThatWasMovedWithItsFolder() throws IOException {
    countThenDie(results(), 5, 9);
    Path elsewhere = folder.resolve("elsewhere/results.csv");
    Files.createDirectories(elsewhere.getParent());
    Files.move(results(), elsewhere);

    finish(elsewhere, 6);

    assertThat(text(elsewhere)).isEqualTo(lines(6));
  }

  @Test
  void shouldNotTakeAnotherFileForAnOutputThatWasMoved() throws IOException {
    countThenDie(results(), 5, 9);
    Path elsewhere = folder.resolve("elsewhere/results.csv");
    Files.createDirectories(elsewhere.getParent());
    Files.writeString(elsewhere, "another file, of the same name and long enough for that\n");

    finish(elsewhere, 6);

    assertThat(text(elsewhere)).isEqualTo("line 6\n");
    assertThat(files("results\\.csv\\.before-.*")).hasSize(1);
  }

  @Test
  void shouldTakeNoCheckpointOfAFileThatWasReplaced() throws IOException {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(results());
      lines.println("line 1");
      run.checkpointNow();
      Files.move(results(), folder.resolve("moved"));
      assertThatThrownBy(run::checkpointNow)
          .isInstanceOf(CheckpointWriteException.class)
          .hasMessageContaining(results() + " is gone: somebody has moved");
      Files.writeString(results(), "another\n");
      assertThatThrownBy(run::checkpointNow)
          .isInstanceOf(CheckpointWriteException.class)
          .hasMessageContaining("is another file than the one");
      Files.move(
          folder.resolve("moved"), results(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  @Test
  void shouldSurviveInterrupts() throws Exception {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(results());
      for (int i = 1; i <= 3; i++) {
        Thread.currentThread().interrupt();
        lines.println("line " + i);
        lines.write(new byte[100_000]); // reaches the file at once
        run.checkpointNow();
        assertThat(Thread.interrupted()).isTrue();
      }
      run.complete();
    }
    assertThat(Files.size(results())).isEqualTo(3 * 100_007);
  }

  @Test
  void shouldBeLetGoByAThreadThatIsInterrupted() throws IOException {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(results());
      lines.println("line 1");
      Thread.currentThread().interrupt();
      lines.close();
      assertThat(Thread.interrupted()).isTrue();
      run.output(results()).println("line 2");
      run.complete();
    }
    assertThat(text(results())).isEqualTo(lines(2));
  }

  @Test
  void shouldTakeNothingAfterTheEnd() throws IOException {
    CheckpointOutput lines;
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      lines = run.output(results());
      lines.println("line 1");
      run.complete();
      assertThatThrownBy(() -> lines.println("line 2"))
          .isInstanceOf(UncheckedIOException.class)
          .hasMessageContaining("is closed; write to it before close()");
    }
    assertThat(text(results())).isEqualTo(lines(1));
  }

  @Test
  void shouldDropWhatAFinishedRunWritesAgain() throws IOException {
    finish(results(), 3);
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      assertThat(run.isComplete()).isTrue();
      CheckpointOutput lines = run.output(results());
      assertThat(lines.isNew()).isFalse();
      lines.println("again");
      run.complete();
    }
    assertThat(text(results())).isEqualTo(lines(3));
  }

  @Test
  void shouldGiveTheSameOutputTwice() throws IOException {
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      run.output(results()).println("line 1");
      run.output(folder.resolve(".").resolve("results.csv")).println("line 2");
      run.complete();
    }
    assertThat(text(results())).isEqualTo(lines(2));
  }

  @Test
  void shouldWriteWhereCheckpointingIsDisabled() throws IOException {
    try (Checkpoint<Counter> run = configure().enabled(false).resumeOrStart(Counter::new)) {
      run.output(results()).println("line 1");
    }
    assertThat(text(results())).isEqualTo(lines(1));
    assertThat(folder.resolve("runs")).doesNotExist();
  }

  @Test
  void shouldRefuseAFolder() throws IOException {
    Files.createDirectory(results());
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      assertThatThrownBy(() -> run.output(results()))
          .isInstanceOf(CheckpointFolderException.class)
          .hasMessageContaining("is no plain file; an output needs one of its own");
    }
    assertThat(files(".*pending.*")).isEmpty();
  }

  /** Many outputs, random writes, attempts that end anywhere: as if it had never been stopped. */
  @Test
  void shouldBeAsIfNeverStopped() throws IOException {
    long seed = Long.getLong("cairn.test.seed", System.nanoTime());
    System.out.println("outputs: seed " + seed);
    Random chance = new Random(seed);
    List<Path> outputs = new ArrayList<>();
    for (String name : List.of("a.bin", "b.txt.gz", "sub/c.bin", "d.gz")) {
      outputs.add(folder.resolve(name));
    }
    List<ByteArrayOutputStream> expected = new ArrayList<>();
    outputs.forEach(path -> expected.add(new ByteArrayOutputStream()));
    List<byte[]> kept = new ArrayList<>();
    outputs.forEach(path -> kept.add(new byte[0]));
    boolean parts = false;
    for (int attempt = 0; attempt < 25; attempt++) {
      boolean large = attempt > 15 && chance.nextInt(4) == 0;
      parts |= large;
      try (Checkpoint<Counter> run =
          configure().outputCopyLimit(large ? 1000 : 1 << 30).resumeOrStart(Counter::new)) {
        List<DataOutputStream> streams = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
          expected.get(i).reset();
          expected.get(i).writeBytes(kept.get(i));
          streams.add(new DataOutputStream(run.output(outputs.get(i))));
        }
        int steps = chance.nextInt(40);
        for (int step = 0; step < steps; step++) {
          int which = chance.nextInt(outputs.size());
          byte[] bytes = new byte[chance.nextInt(20) == 0 ? 150_000 : chance.nextInt(3000)];
          chance.nextBytes(bytes);
          streams.get(which).write(bytes);
          expected.get(which).writeBytes(bytes);
          if (chance.nextInt(8) == 0) {
            run.checkpointNow();
            for (int i = 0; i < outputs.size(); i++) {
              kept.set(i, expected.get(i).toByteArray());
            }
          }
        }
      }
    }
    try (Checkpoint<Counter> run = configure().resumeOrStart(Counter::new)) {
      outputs.forEach(run::output);
      run.complete();
    }
    for (int i = 0; i < outputs.size(); i++) {
      assertThat(wholeOf(outputs.get(i))).as(outputs.get(i).toString()).isEqualTo(kept.get(i));
    }
    assertThat(parts || files(".*part-0002.*").isEmpty()).isTrue();
  }

  private byte[] wholeOf(Path output) throws IOException {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    String name = output.getFileName().toString().replaceFirst("\\.gz$", "");
    String zip = output.toString().endsWith(".gz") ? "\\.gz" : "";
    List<Path> all = new ArrayList<>(List.of(output));
    all.addAll(files(name.replace(".", "\\.") + "\\.part-\\d{4}" + zip));
    for (Path part : all) {
      try (InputStream input =
          zip.isEmpty()
              ? Files.newInputStream(part)
              : new GZIPInputStream(Files.newInputStream(part))) {
        whole.writeBytes(input.readAllBytes());
      }
    }
    return whole.toByteArray();
  }
}
