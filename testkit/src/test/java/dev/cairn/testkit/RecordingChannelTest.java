/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.Operation.Close;
import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Truncate;
import dev.cairn.testkit.Operation.Write;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingChannelTest {
  @TempDir Path folder;
  private RecordingFileSystem recording;
  private Path file;

  @BeforeEach
  void record() throws IOException {
    recording = RecordingFileSystem.over(folder);
    file = recording.root().resolve("file");
  }

  @AfterEach
  void close() {
    recording.close();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static Write write(long position, String text) {
    return new Write("file", 2, position, Bytes.of(text.getBytes(UTF_8)));
  }

  @Test
  void shouldRecordWritesAtTheirPositions() throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      ByteBuffer source = bytes("abc");
      assertThat(channel.write(source)).isEqualTo(3);
      assertThat(source.hasRemaining()).isFalse();
      assertThat(channel.write(new ByteBuffer[] {bytes("de"), bytes("f")})).isEqualTo(3);
      channel.write(bytes("X"), 1);
      channel.position(8).write(bytes("end"));
      channel.truncate(10);
      channel.force(true);
      assertThat(channel.size()).isEqualTo(10);
    }
    assertThat(recording.trace().operations())
        .startsWith(recording.trace().all(CreateFile.class).get(0))
        .endsWith(
            write(0, "abc"),
            write(3, "def"),
            write(1, "X"),
            write(8, "end"),
            new Truncate("file", 2, 10),
            new ForceFile("file", 2),
            new Close("file", 2));
    assertThat(folder.resolve("file")).hasBinaryContent("aXcdef\0\0en".getBytes(UTF_8));
  }

  @Test
  void shouldRecordAppendsAtTheEnd() throws IOException {
    Files.writeString(folder.resolve("file"), "12345");
    try (FileChannel channel = FileChannel.open(file, APPEND)) {
      channel.write(bytes("6"));
      channel.write(bytes("7"));
      // Linux appends whatever position is given.
      channel.write(bytes("8"), 0);
    }
    assertThat(recording.trace().all(Write.class))
        .extracting(Write::position)
        .containsExactly(5L, 6L, 7L);
    assertThat(folder.resolve("file")).hasContent("12345678");
  }

  @Test
  void shouldRecordWhatOpeningChanges() throws IOException {
    FileChannel.open(file, CREATE, WRITE).close();
    FileChannel.open(file, CREATE, WRITE).close();
    FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING).close();
    FileChannel.open(file, READ).close();
    assertThatThrownBy(() -> FileChannel.open(file, CREATE_NEW, WRITE))
        .isInstanceOf(FileAlreadyExistsException.class);
    Close close = new Close("file", 2);
    assertThat(recording.trace().operations().subList(1, 5))
        .containsExactly(close, close, new Truncate("file", 2, 0), close);
    assertThat(recording.trace().size()).isEqualTo(5);
  }

  @Test
  void shouldForceFoldersAndFilesOpenForReading() throws IOException {
    Files.createFile(file);
    int before = recording.trace().size();
    try (FileChannel channel = FileChannel.open(recording.root(), READ)) {
      channel.force(true);
    }
    try (FileChannel channel = FileChannel.open(file, READ)) {
      channel.force(false);
    }
    List<Operation> operations = recording.trace().operations();
    assertThat(operations.subList(before, operations.size()))
        .containsExactly(new ForceFolder("", 1), new ForceFile("file", 2));
  }

  @Test
  void shouldRecordAForceAfterEachWriteIfOpenedSo() throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, DSYNC)) {
      channel.write(bytes("a"));
    }
    assertThat(recording.trace().operations())
        .containsSubsequence(write(0, "a"), new ForceFile("file", 2));
  }

  @Test
  void shouldReadEverywhere() throws IOException {
    Files.writeString(folder.resolve("file"), "0123456789");
    try (FileChannel channel = FileChannel.open(file, READ)) {
      ByteBuffer target = ByteBuffer.allocate(3);
      assertThat(channel.read(target)).isEqualTo(3);
      assertThat(channel.position()).isEqualTo(3);
      assertThat(channel.read(target.clear(), 8)).isEqualTo(2);
      assertThat(channel.read(new ByteBuffer[] {target.clear(), ByteBuffer.allocate(9)}))
          .isEqualTo(7);
      assertThat(channel.read(target.clear())).isEqualTo(-1);
      assertThat(channel.map(MapMode.READ_ONLY, 4, 1).get()).isEqualTo((byte) '4');
      assertThatThrownBy(() -> channel.write(bytes("x")))
          .isInstanceOf(NonWritableChannelException.class);
    }
    assertThat(recording.reads().bytes()).isEqualTo(12);
  }

  @Test
  void shouldRefuseWhatCannotBeRecorded() throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, READ)) {
      assertThatThrownBy(() -> channel.map(MapMode.READ_WRITE, 0, 1))
          .isInstanceOf(UnsupportedOperationException.class);
    }
    assertThatThrownBy(() -> FileChannel.open(file, WRITE, DELETE_ON_CLOSE))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void shouldRecordTransfers() throws IOException {
    Files.write(folder.resolve("source"), new byte[200_000]);
    Path source = recording.root().resolve("source");
    try (FileChannel from = FileChannel.open(source, READ);
        FileChannel to = FileChannel.open(file, CREATE_NEW, WRITE)) {
      assertThat(from.transferTo(0, 100_000, to)).isEqualTo(100_000);
      assertThat(to.transferFrom(from, 100_000, Long.MAX_VALUE)).isEqualTo(200_000);
      assertThat(to.transferFrom(from.position(0), 1_000_000, 1)).isZero();
    }
    assertThat(folder.resolve("file")).hasSize(300_000);
    assertThat(
            recording.trace().all(Write.class).stream()
                .mapToInt(write -> write.bytes().length())
                .sum())
        .isEqualTo(300_000);
  }

  @Test
  void shouldLockTheRealFile() throws IOException {
    try (FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        FileChannel real = FileChannel.open(folder.resolve("file"), WRITE)) {
      FileLock lock = channel.tryLock();
      assertThat(lock.channel()).isSameAs(channel);
      assertThatThrownBy(real::tryLock).isInstanceOf(OverlappingFileLockException.class);
      lock.release();
      assertThat(lock.isValid()).isFalse();
      real.lock().release();
    }
  }

  @Test
  void shouldNotWriteThroughAClosedChannel() throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    channel.close();
    channel.close();
    assertThatThrownBy(() -> channel.write(bytes("a"))).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.force(true)).isInstanceOf(ClosedChannelException.class);
    recording.faults().ignore(operation -> true);
    assertThatThrownBy(() -> channel.force(true)).isInstanceOf(ClosedChannelException.class);
    assertThat(recording.trace().all(Close.class)).hasSize(1);
    assertThat(recording.trace().all(Write.class)).isEmpty();
  }

  @Test
  void shouldCloseWhenItsThreadIsInterrupted() throws IOException {
    FileChannel channel = FileChannel.open(file, CREATE, WRITE);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> channel.write(bytes("a")))
        .isInstanceOf(ClosedByInterruptException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(channel.isOpen()).isFalse();
    assertThat(recording.trace().all(Close.class)).hasSize(1);
    assertThat(recording.trace().all(Write.class)).isEmpty();
  }

  @Test
  void shouldNotCareAboutInterruptsInStreams() throws IOException {
    Thread.currentThread().interrupt();
    try (OutputStream stream = Files.newOutputStream(file)) {
      stream.write(bytes("a").array());
    }
    assertThat(Files.readAllBytes(file)).hasSize(1);
    assertThat(Thread.interrupted()).isTrue();
  }
}
