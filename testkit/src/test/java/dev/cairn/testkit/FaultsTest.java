/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.Operation.Close;
import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.Failed;
import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Ignored;
import dev.cairn.testkit.Operation.Open;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.SetPermissions;
import dev.cairn.testkit.Operation.Write;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FaultsTest {
  @TempDir Path folder;
  private RecordingFileSystem recording;
  private Path file;
  private Faults faults;

  @BeforeEach
  void record() throws IOException {
    recording = RecordingFileSystem.over(folder);
    file = recording.root().resolve("file");
    faults = recording.faults();
  }

  @AfterEach
  void close() {
    recording.close();
  }

  private void save() throws IOException {
    new ToyStore(recording.root(), 9).save(1);
  }

  @Test
  void shouldFailEachOperationInTurn() throws IOException {
    save();
    long operations = faults.counted();
    assertThat(operations).isEqualTo(recording.trace().size());
    for (long n = 1; n <= operations; n++) {
      faults.failNth(n, Failure.INPUT_OUTPUT_ERROR);
      long version = 1 + n;
      assertThatThrownBy(() -> new ToyStore(recording.root(), 99).save(version))
          .as("operation %d", n)
          .hasMessage("Input/output error");
      faults.clear();
    }
    assertThat(recording.trace().all(Failed.class)).hasSize((int) operations);
  }

  @Test
  void shouldFailOnceOrFromThenOn() throws IOException {
    faults.failNth(1, Failure.QUOTA_EXCEEDED);
    assertThatThrownBy(() -> Files.createFile(file))
        .isInstanceOf(FileSystemException.class)
        .hasMessage("file: Disk quota exceeded");
    assertThat(folder).isEmptyDirectory();
    Files.createFile(file);
    faults.failFromNth(2, Failure.ACCESS_DENIED);
    Files.delete(file);
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(AccessDeniedException.class);
    }
    faults.clear();
    Files.createFile(file);
    assertThatThrownBy(() -> faults.failNth(0, Failure.ACCESS_DENIED))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldFailByPredicate() throws IOException {
    Files.createFile(file);
    faults.failFirst(
        operation -> operation instanceof Rename && operation.path().endsWith(".cairn"),
        Failure.NO_SPACE_LEFT);
    Files.move(file, file.resolveSibling("b"));
    Path target = file.resolveSibling("b.cairn");
    assertThatThrownBy(() -> Files.move(file.resolveSibling("b"), target))
        .isInstanceOfSatisfying(
            FileSystemException.class,
            failure -> {
              assertThat(failure.getReason()).isEqualTo("No space left on device");
              assertThat(failure.getOtherFile()).isEqualTo("b.cairn");
            });
    assertThat(target).doesNotExist();
    Files.move(file.resolveSibling("b"), target);
    faults.failAll(operation -> operation instanceof Write, Failure.NO_SPACE_LEFT_ON_CHANNEL);
    assertThatThrownBy(() -> Files.writeString(target, "a")).hasMessage("No space left on device");
    assertThatThrownBy(() -> Files.writeString(target, "a")).hasMessage("No space left on device");
    assertThat(folder.resolve("b.cairn")).isEmptyFile();
  }

  @Test
  void shouldLetARenameTakeEffectAndFailNevertheless() throws IOException {
    Files.createFile(file);
    faults.failFirstAfterEffect(operation -> operation instanceof Rename, Failure.NO_SUCH_FILE);
    assertThatThrownBy(() -> Files.move(file, file.resolveSibling("b")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage("file");
    assertThat(folder.resolve("b")).exists();
    assertThat(recording.trace().all(Rename.class)).hasSize(1);
    assertThat(recording.trace().all(Failed.class)).isEmpty();
  }

  @Test
  void shouldCloseForRealWhenCloseFails() throws IOException {
    faults.failFirst(operation -> operation instanceof Close, Failure.INPUT_OUTPUT_ERROR);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.lock();
    assertThatThrownBy(channel::close).hasMessage("Input/output error");
    assertThat(lock.isValid()).isFalse();
    assertThat(channel.isOpen()).isFalse();
    assertThatCode(channel::close).doesNotThrowAnyException();
  }

  @Test
  void shouldNotCountFoldersThatAreThere() throws IOException {
    Files.createDirectories(recording.root().resolve("a/b"));
    assertThat(faults.counted()).isEqualTo(2);
    faults.failNth(1, Failure.INPUT_OUTPUT_ERROR);
    Files.createDirectories(recording.root().resolve("a/b"));
    Files.createDirectories(recording.root().getParent());
    assertThat(faults.counted()).isEqualTo(2);
  }

  @Test
  void shouldCountAndFailOpensOnDemand() throws IOException {
    Files.writeString(file, "a");
    long before = faults.counted();
    faults.failNth(1, Failure.INPUT_OUTPUT_ERROR);
    assertThat(Files.readString(file)).isEqualTo("a");
    assertThat(faults.counted()).isEqualTo(before);
    faults.countOpens(true);
    assertThatThrownBy(() -> Files.readString(file)).hasMessage("Input/output error");
    assertThat(faults.counted()).isEqualTo(before + 1);
    faults.countOpens(false);
    faults.failFirst(operation -> operation instanceof Open, Failure.ACCESS_DENIED);
    assertThatThrownBy(() -> Files.readString(file)).isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void shouldIgnoreForcesRenamesAndPermissions() throws IOException {
    faults.ignore(operation -> true);
    Files.writeString(file, "a");
    try (FileChannel channel = FileChannel.open(file)) {
      channel.force(true);
    }
    try (FileChannel channel = FileChannel.open(recording.root())) {
      channel.force(true);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.move(file, file.resolveSibling("b"));
    assertThat(recording.trace().all(Ignored.class))
        .extracting(Ignored::operation)
        .containsExactly(
            new ForceFile("file", 2),
            new ForceFolder("", 1),
            new SetPermissions("file", 2, "rwxrwxrwx"),
            new Rename("file", "b", 2));
    assertThat(recording.trace().all(ForceFile.class)).isEmpty();
    assertThat(recording.trace().all(ForceFolder.class)).isEmpty();
    assertThat(folder.resolve("b")).doesNotExist();
    assertThat(folder.resolve("file")).hasContent("a");
    assertThat(Files.getPosixFilePermissions(file))
        .isNotEqualTo(PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @Test
  void shouldRenameByCopying() throws IOException {
    Files.writeString(file, "new");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    FileTime time = FileTime.fromMillis(86_400_000);
    Files.setLastModifiedTime(file, time);
    Files.writeString(file.resolveSibling("b"), "old");
    faults.renameByCopy(rename -> rename.path().equals("b"));
    Files.move(file, file.resolveSibling("b"), StandardCopyOption.ATOMIC_MOVE);
    assertThat(recording.trace().all(Rename.class)).isEmpty();
    assertThat(recording.trace().all(CreateFile.class)).hasSize(3);
    assertThat(folder.resolve("file")).doesNotExist();
    assertThat(folder.resolve("b")).hasContent("new");
    assertThat(Files.getLastModifiedTime(folder.resolve("b"))).isEqualTo(time);
    assertThat(Files.getPosixFilePermissions(folder.resolve("b")))
        .isEqualTo(PosixFilePermissions.fromString("r--r-----"));
  }
}
