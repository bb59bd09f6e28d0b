/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashStateTest {
  @TempDir Path temporary;

  private static CrashState lastOf(Trace trace, PowerLossModel model) {
    return CrashStates.of(trace).stream(1, model).reduce((first, second) -> second).orElseThrow();
  }

  private static DiskImage imageOf(Path folder) throws IOException {
    return DiskImageReader.read(folder, new InodeNumbers());
  }

  @Test
  void shouldWriteFilesLinksAndPermissions() throws IOException {
    Path recorded = Files.createDirectory(temporary.resolve("recorded"));
    Path target = Files.createDirectory(temporary.resolve("target"));
    try (RecordingFileSystem recording = RecordingFileSystem.over(recorded)) {
      Path sealed = Files.createDirectory(recording.root().resolve("sealed"));
      Files.writeString(sealed.resolve("file"), "content");
      Files.setPosixFilePermissions(
          sealed.resolve("file"), PosixFilePermissions.fromString("r--r-----"));
      Files.createLink(sealed.resolve("link"), sealed.resolve("file"));
      Files.createSymbolicLink(recording.root().resolve("latest"), sealed.getFileName());
      Files.setPosixFilePermissions(sealed, PosixFilePermissions.fromString("r-xr-x---"));
      lastOf(recording.trace(), PowerLossModel.NOTHING_LOST).writeTo(target);
    }
    assertThat(target.resolve("latest/file")).hasContent("content");
    assertThat(Files.isSameFile(target.resolve("sealed/file"), target.resolve("sealed/link")))
        .isTrue();
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(target.resolve("sealed"))))
        .isEqualTo("r-xr-x---");
    assertThat(DiskImageDigest.of(imageOf(target)))
        .isEqualTo(DiskImageDigest.of(imageOf(recorded)));
    assertThatThrownBy(() -> lastOf(Trace.of(), PowerLossModel.NOTHING_LOST).writeTo(target))
        .isInstanceOf(IllegalArgumentException.class);
    Files.setPosixFilePermissions(
        target.resolve("sealed"), PosixFilePermissions.fromString("rwx------"));
    Files.setPosixFilePermissions(
        recorded.resolve("sealed"), PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void shouldStartFromWhatWasThereBefore() throws IOException {
    Files.createDirectory(temporary.resolve("folder"));
    Files.writeString(temporary.resolve("folder/old"), "old");
    try (RecordingFileSystem recording = RecordingFileSystem.over(temporary)) {
      Files.writeString(recording.root().resolve("folder/new"), "new");
      Files.writeString(recording.root().resolve("folder/old"), "er", StandardOpenOption.APPEND);
      CrashState lost = lastOf(recording.trace(), PowerLossModel.UNSYNCED_LOST);
      assertThat(lost.files()).containsExactly("folder/old");
      assertThat(lost.read("folder/old")).hasValueSatisfying(bytes -> assertThat(bytes).hasSize(3));
      CrashState kept = lastOf(recording.trace(), PowerLossModel.NOTHING_LOST);
      assertThat(kept.files()).containsExactly("folder/new", "folder/old");
      assertThat(kept.read("folder/old")).hasValueSatisfying(bytes -> assertThat(bytes).hasSize(5));
      assertThat(kept.read("none")).isEmpty();
    }
  }

  @Test
  void shouldTellPermissionsApart() {
    Operation create = new Operation.CreateFile("a", 2, "rw-------");
    Operation seal = new Operation.SetPermissions("a", 2, "r--------");
    assertThat(lastOf(Trace.of(create, seal), PowerLossModel.NOTHING_LOST).digest())
        .isNotEqualTo(lastOf(Trace.of(create), PowerLossModel.NOTHING_LOST).digest());
  }

  /** The proof that the trace and its replay miss nothing: the real folder is the oracle. */
  @RepeatedTest(15)
  void shouldReplayToWhatIsReallyThere(RepetitionInfo repetition) throws IOException {
    try (RecordingFileSystem recording = RecordingFileSystem.over(temporary)) {
      new RandomActions(recording.root(), repetition.getCurrentRepetition()).run(1500);
      CrashState state = lastOf(recording.trace(), PowerLossModel.NOTHING_LOST);
      assertThat(state.digest()).isEqualTo(DiskImageDigest.of(imageOf(temporary)));
      assertThat(recording.trace().size()).isGreaterThan(200);
    }
  }

  /** Does whatever comes to its mind; what is impossible fails and changes nothing. */
  private record RandomActions(Path root, SplittableRandom random) {
    RandomActions(Path root, long seed) {
      this(root, new SplittableRandom(seed));
    }

    void run(int count) {
      for (int i = 0; i < count; i++) {
        try {
          act();
        } catch (IOException impossible) {
          assertThat(impossible).hasMessageNotContaining("outside");
        }
      }
    }

    private Path any() {
      Path path = root;
      for (int depth = random.nextInt(1, 4); depth > 0; depth--) {
        path = path.resolve(Character.toString('a' + random.nextInt(3)));
      }
      return path;
    }

    private void act() throws IOException {
      switch (random.nextInt(9)) {
        case 0 -> Files.createDirectories(any());
        case 1 -> Files.move(any(), any());
        case 2 -> Files.delete(any());
        case 3 -> Files.createLink(any(), any());
        case 4 -> Files.createSymbolicLink(any(), any().getFileName());
        case 5 ->
            Files.setPosixFilePermissions(any(), PosixFilePermissions.fromString("rwxr-x---"));
        case 6 -> Files.copy(any(), any());
        default -> write(any());
      }
    }

    private void write(Path file) throws IOException {
      try (FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        for (int i = random.nextInt(3); i >= 0; i--) {
          channel.position(random.nextInt(1000));
          channel.write(ToyStore.content(random.nextLong()));
        }
        channel.truncate(random.nextInt(3000));
      }
    }
  }
}
