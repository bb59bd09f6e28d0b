/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointOutput;
import dev.cairn.CheckpointSettingsException;
import dev.cairn.CheckpointWriteException;
import dev.cairn.Checkpointed;
import dev.cairn.OutputMismatchException;
import dev.cairn.ResumeMode;
import dev.cairn.testkit.Failure;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Outputs in a world that is not as it should be: other runs, other files, full disks, zombies. */
@Timeout(120)
class OutputTroubleTest {
  @Checkpointed
  static final class Counter {
    long value;
  }

  @TempDir Path folder;

  private CheckpointBuilder configure(Path root, String name) {
    return Checkpoint.configure()
        .directory(root.resolve("runs"))
        .name(name)
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments();
  }

  private CheckpointBuilder configure(String name) {
    return configure(folder, name);
  }

  private Checkpoint<Counter> open() {
    return configure("run").resumeOrStart(Counter::new);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private List<Path> files(String pattern) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(path -> path.getFileName().toString().matches(pattern)).sorted().toList();
    }
  }

  private static String lines(long from, long to) {
    StringBuilder all = new StringBuilder();
    for (long i = from; i <= to; i++) {
      all.append("line ").append(i).append('\n');
    }
    return all.toString();
  }

  // ---- the run that a branch has left -------------------------------------------------------

  private Path origin(Path output) throws IOException {
    try (Checkpoint<Counter> run = configure("origin").resumeOrStart(Counter::new)) {
      CheckpointOutput lines = run.output(output);
      lines.print(lines(1, 5));
      Path kept = file("origin.cairn");
      Files.copy(run.checkpointNow().orElseThrow().path(), kept);
      lines.print(lines(6, 9));
      run.checkpointNow();
      return kept;
    }
  }

  private void refused(Path checkpoint, Path output) {
    try (Checkpoint<Counter> branch =
        configure("branch").branchFrom(checkpoint).resumeOrStart(Counter::new)) {
      assertThatThrownBy(() -> branch.output(output))
          .isInstanceOf(CheckpointSettingsException.class)
          .hasMessageContaining("belongs to the run that this one branched off from");
      branch.checkpointNow();
    }
  }

  @Test
  void shouldNeverTouchTheFileOfTheRunItBranchedOffFrom() throws IOException {
    Path output = file("walk.csv");
    Path checkpoint = origin(output);
    for (int attempt = 1; attempt <= 3; attempt++) {
      refused(checkpoint, output);
      refused(checkpoint, Path.of("").toAbsolutePath().relativize(output));
    }
    assertThat(output).hasContent(lines(1, 9));
    try (Checkpoint<Counter> run = configure("origin").resumeOrStart(Counter::new)) {
      assertThat(run.output(output).isNew()).isFalse();
    }
  }

  @Test
  void shouldKnowTheFileOfTheOtherThroughALink() throws IOException {
    Files.createDirectories(file("real"));
    Files.createSymbolicLink(file("link"), file("real"));
    Path checkpoint = origin(file("real/walk.csv"));

    refused(checkpoint, file("link/walk.csv"));
  }

  // ---- other files --------------------------------------------------------------------------

  @Test
  void shouldNotTakeAFileOfTheUserForAnOutputThatWasMoved() throws IOException {
    try (Checkpoint<Counter> run = open()) {
      run.output(file("a/out.csv")).println("header");
      run.output(file("empty/out.csv"));
      run.checkpointNow();
    }
    Files.createDirectories(file("b"));
    Files.writeString(file("b/out.csv"), "header\nprecious\n");
    try (Checkpoint<Counter> run = open()) {
      assertThat(run.output(file("b/out.csv")).isNew()).isTrue();
      assertThat(run.output(file("a/out.csv")).isNew()).isFalse();
      run.complete();
    }
    List<Path> before = files("out\\.csv\\.before-.*");
    assertThat(before).hasSize(1);
    assertThat(before.get(0)).hasContent("header\nprecious\n");
  }

  @Test
  void shouldGiveTheSameOutputUnderTwoNames() throws IOException {
    Path output = file("r.csv");
    try (Checkpoint<Counter> run = open()) {
      run.output(output).println("line 1");
      run.checkpointNow();
      run.output(Path.of("").toAbsolutePath().relativize(output)).println("line 2");
      run.complete();
    }
    assertThat(output).hasContent(lines(1, 2));
  }

  @Test
  void shouldRefuseAFileThatAnotherRunHasOpen() {
    try (Checkpoint<Counter> one = configure("one").resumeOrStart(Counter::new);
        Checkpoint<Counter> other = configure("other").resumeOrStart(Counter::new)) {
      one.output(file("r.csv")).println("line 1");
      assertThatThrownBy(() -> other.output(file("r.csv")))
          .isInstanceOf(CheckpointSettingsException.class)
          .hasMessageContaining("is open in another run of this JVM");
    }
  }

  @Test
  void shouldLeaveAloneWhatIsNoFile() throws Exception {
    Path pipe = file("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    try (Checkpoint<Counter> run = open()) {
      assertThatThrownBy(() -> run.output(pipe)).hasMessageContaining("is no plain file");
    }
    assertThat(Files.readAttributes(pipe, PosixFileAttributes.class).isOther()).isTrue();
  }

  @Test
  void shouldMakeTheFileThatALinkLeadsTo() throws IOException {
    Files.createSymbolicLink(file("r.csv"), file("scratch/real.csv"));
    try (Checkpoint<Counter> run = open()) {
      run.output(file("r.csv")).println("line 1");
      run.complete();
    }
    assertThat(file("scratch/real.csv")).hasContent("line 1");
  }

  @Test
  void shouldKeepRightsAndGroup() throws Exception {
    try (Checkpoint<Counter> run = open()) {
      run.output(file("r.csv")).println("line 1");
      run.checkpointNow();
    }
    Files.setPosixFilePermissions(file("r.csv"), PosixFilePermissions.fromString("rw-rw-r--"));
    boolean root =
        new ProcessBuilder("chgrp", "daemon", file("r.csv").toString()).start().waitFor() == 0;
    try (Checkpoint<Counter> run = open()) {
      run.output(file("r.csv"));
      run.complete();
    }
    PosixFileAttributes found = Files.readAttributes(file("r.csv"), PosixFileAttributes.class);
    assertThat(PosixFilePermissions.toString(found.permissions())).isEqualTo("rw-rw-r--");
    if (root) {
      assertThat(found.group().getName()).isEqualTo("daemon");
    }
  }

  // ---- parts ----------------------------------------------------------------------------------

  /** What the documentation says: cat r.csv r.csv.part-*. */
  private String whole() throws IOException {
    List<Path> parts = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "r.csv.part-*")) {
      found.forEach(parts::add);
    }
    Collections.sort(parts);
    StringBuilder text = new StringBuilder(Files.readString(file("r.csv")));
    for (Path part : parts) {
      text.append(Files.readString(part));
    }
    return text.toString();
  }

  private Checkpoint<Counter> openInParts() {
    return configure("run").outputCopyLimit(20).resumeOrStart(Counter::new);
  }

  private void count(long checkpointAt, long end, boolean complete) {
    try (Checkpoint<Counter> run = openInParts()) {
      CheckpointOutput lines = run.output(file("r.csv"));
      while (run.state().value < end) {
        lines.println("line " + ++run.state().value);
        if (run.state().value == checkpointAt) {
          run.checkpointNow();
        }
      }
      if (complete) {
        run.complete();
      }
    }
  }

  @Test
  void shouldBeWholeAfterAnAttemptThatDiedInAPartOfItsOwn() throws IOException {
    count(5, 9, false);
    count(99, 7, false);
    Files.writeString(file("r.csv.part-0004"), "of an attempt killed while it tidied up\n");
    count(99, 8, true);
    assertThat(whole()).isEqualTo(lines(1, 8));
  }

  @Test
  void shouldBeWholeAfterAFreshStart() throws IOException {
    count(5, 5, false);
    count(6, 6, true);
    try (Checkpoint<Counter> run =
        configure("run").resume(ResumeMode.NEVER).resumeOrStart(Counter::new)) {
      run.output(file("r.csv")).println("line 1");
      run.complete();
    }
    assertThat(whole()).isEqualTo(lines(1, 1));
  }

  @Test
  void shouldCutAwayWhatAZombieWritesBehindALargePart() throws IOException {
    count(5, 9, false);
    try (FileChannel zombie = FileChannel.open(file("r.csv"), StandardOpenOption.WRITE);
        Checkpoint<Counter> run = openInParts()) {
      run.output(file("r.csv")).println("line 6");
      int unused = zombie.write(ByteBuffer.wrap("from the dead\n".getBytes(UTF_8)), 63);
      run.complete();
    }
    assertThat(whole()).isEqualTo(lines(1, 6));
  }

  @Test
  void shouldWatchAllParts() throws IOException {
    count(5, 5, false);
    try (Checkpoint<Counter> run = openInParts()) {
      run.output(file("r.csv")).println("line 6");
      run.checkpointNow();
      Files.move(file("r.csv"), file("moved"));
      assertThatThrownBy(run::checkpointNow).isInstanceOf(CheckpointWriteException.class);
    }
  }

  @Test
  void shouldChangeNothingWhereSomethingDoesNotFit() throws IOException {
    count(5, 5, false);
    Files.writeString(file("r.csv"), lines(1, 4));
    Files.writeString(file("r.csv.part-0002"), "theirs\n");
    try (Checkpoint<Counter> run = open()) {
      assertThatThrownBy(() -> run.output(file("r.csv")))
          .isInstanceOf(OutputMismatchException.class)
          .hasMessageContaining("nothing was changed");
    }
    assertThat(file("r.csv.part-0002")).hasContent("theirs");
  }

  // ---- while it runs ----------------------------------------------------------------------------

  @Test
  void shouldNoticeThatItWasTruncatedInPlace() throws IOException {
    try (Checkpoint<Counter> run = open()) {
      CheckpointOutput lines = run.output(file("r.csv"));
      lines.println("line 1");
      run.checkpointNow();
      Files.write(file("r.csv"), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      assertThatThrownBy(run::checkpointNow)
          .isInstanceOf(CheckpointWriteException.class)
          .hasMessageContaining("has 0 bytes, not the 7 written");
    }
  }

  @Test
  void shouldRefuseAnOutputThatNothingWouldSave() throws IOException {
    Files.writeString(file("r.csv"), "old\n");
    Checkpoint<Counter> run = open();
    run.complete();
    assertThatThrownBy(() -> run.output(file("r.csv"))).isInstanceOf(IllegalStateException.class);
    run.close();
    assertThatThrownBy(() -> run.output(file("r.csv"))).isInstanceOf(IllegalStateException.class);
    assertThat(file("r.csv")).hasContent("old");
  }

  @Test
  void shouldWriteAllWhereCheckpointingIsDisabledAndTheRunIsNotClosed() {
    Checkpoint<Counter> run = configure("run").enabled(false).resumeOrStart(Counter::new);
    run.output(file("r.csv")).println("line 1");
    run.complete();
    assertThat(file("r.csv")).hasContent("line 1");
  }

  @Test
  void shouldSayWhereTheFileMayBeThatADisabledRunHasReplaced() {
    try (Checkpoint<Counter> run = open()) {
      run.output(file("r.csv")).println("line 1");
      run.checkpointNow();
    }
    try (Checkpoint<Counter> run = configure("run").enabled(false).resumeOrStart(Counter::new)) {
      run.output(file("r.csv")).println("try");
      run.complete();
    }
    try (Checkpoint<Counter> run = open()) {
      assertThatThrownBy(() -> run.output(file("r.csv")))
          .isInstanceOf(OutputMismatchException.class)
          .hasMessageContaining("(it may be " + file("r.csv.before-"));
    }
  }

  private static long descriptors(String part) throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.filter(link -> leadsTo(link, part)).count();
    }
  }

  private static boolean leadsTo(Path link, String part) {
    try {
      return Files.readSymbolicLink(link).toString().contains(part);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void shouldLetGoOfWhatTheProgramHasClosed() throws IOException {
    try (Checkpoint<Counter> run = open()) {
      for (int i = 0; i < 50; i++) {
        try (CheckpointOutput frame = run.output(file("frame-" + i + ".gz"))) {
          frame.println("frame " + i);
        }
      }
      assertThat(descriptors("frame-")).isZero();
      run.checkpointNow();
      run.output(file("frame-7.gz")).println("lost");
    }
    try (Checkpoint<Counter> run = open()) {
      run.output(file("frame-7.gz")).println("more");
      run.complete();
    }
    assertThat(unzipped(file("frame-7.gz"))).isEqualTo("frame 7\nmore\n");
    assertThat(unzipped(file("frame-8.gz"))).isEqualTo("frame 8\n");
  }

  private static String unzipped(Path file) throws IOException {
    try (InputStream input = new GZIPInputStream(Files.newInputStream(file))) {
      return new String(input.readAllBytes(), UTF_8);
    }
  }

  // ---- full disks -------------------------------------------------------------------------------

  private static Predicate<Operation> writes(String part) {
    return operation -> operation instanceof Operation.Write && operation.path().contains(part);
  }

  @Test
  void shouldTakeNothingOfAWriteThatThrows() throws IOException {
    for (String name : List.of("r.bin", "r.gz")) {
      ByteArrayOutputStream taken = new ByteArrayOutputStream();
      try (RecordingFileSystem recording = RecordingFileSystem.over(folder);
          Checkpoint<Counter> run = configure(recording.root(), name).resumeOrStart(Counter::new)) {
        CheckpointOutput output = run.output(recording.root().resolve(name));
        run.checkpointNow();
        recording.faults().failAll(writes(name), Failure.NO_SPACE_LEFT_ON_CHANNEL);
        byte[] piece = new byte[100_000];
        Random random = new Random(1);
        for (int thrown = 0; thrown < 10; ) {
          random.nextBytes(piece);
          try {
            output.write(piece);
            taken.writeBytes(piece);
          } catch (IOException e) {
            thrown++;
          }
        }
        recording.faults().clear();
        output.println("after");
        taken.writeBytes("after\n".getBytes(UTF_8));
        run.complete();
      }
      try (InputStream input = Files.newInputStream(file(name));
          InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(input) : input) {
        assertThat(plain.readAllBytes()).as(name).isEqualTo(taken.toByteArray());
      }
    }
  }

  @Test
  void shouldResumeWhereThereIsNoRoomForTheTail() throws IOException {
    try (Checkpoint<Counter> run = open()) {
      CheckpointOutput lines = run.output(file("r.csv"));
      lines.println("line 1");
      run.checkpointNow();
      lines.println("line 2");
    }
    try (RecordingFileSystem recording = RecordingFileSystem.over(folder)) {
      recording.faults().failAll(writes(".tail-"), Failure.NO_SPACE_LEFT_ON_CHANNEL);
      try (Checkpoint<Counter> run =
          configure(recording.root(), "run").resumeOrStart(Counter::new)) {
        run.output(recording.root().resolve("r.csv")).println("line 2");
        run.complete();
      }
    }
    assertThat(file("r.csv")).hasContent(lines(1, 2));
    assertThat(files(".*tail.*")).isEmpty();
  }
}
