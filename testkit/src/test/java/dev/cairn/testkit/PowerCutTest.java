/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PowerCutTest {
  @TempDir Path folder;
  private RecordingFileSystem recording;
  private Path file;
  private FileChannel channel;

  @BeforeEach
  void record() throws IOException {
    recording = RecordingFileSystem.over(folder);
    file = recording.root().resolve("file");
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
  }

  private static void assertNoPower(ThrowingCallable action) {
    assertThatThrownBy(action)
        .isInstanceOf(IOException.class)
        .hasMessage("the machine has lost power");
  }

  @Test
  void shouldFailEverythingAfterwards() throws IOException {
    int before = recording.trace().size();
    recording.stopTheWorld();
    assertNoPower(() -> channel.write(ByteBuffer.allocate(1)));
    assertNoPower(() -> channel.read(ByteBuffer.allocate(1)));
    assertNoPower(() -> channel.force(true));
    assertNoPower(channel::close);
    assertNoPower(() -> Files.delete(file));
    assertNoPower(() -> Files.createFile(file.resolveSibling("other")));
    assertNoPower(() -> Files.move(file, file.resolveSibling("other")));
    assertNoPower(() -> Files.size(file));
    assertNoPower(() -> Files.readString(file));
    assertNoPower(() -> file.toRealPath());
    recording.mark("too late");
    assertThat(recording.trace().size()).isEqualTo(before);
    assertThat(folder.resolve("file")).exists();
  }

  @Test
  void shouldBreakOffListings() throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(recording.root())) {
      recording.stopTheWorld();
      assertThatThrownBy(() -> entries.forEach(entry -> {}))
          .isInstanceOf(DirectoryIteratorException.class);
    }
  }

  @Test
  void shouldDropFileLocks() throws IOException {
    FileLock lock = channel.lock();
    recording.stopTheWorld();
    assertThat(lock.isValid()).isFalse();
    try (RecordingFileSystem restarted = RecordingFileSystem.over(folder);
        FileChannel next =
            FileChannel.open(restarted.root().resolve("file"), StandardOpenOption.WRITE)) {
      assertThat(next.tryLock()).isNotNull();
    }
  }

  @Test
  void shouldEndTheRecordingWhenClosed() throws IOException {
    recording.close();
    assertThat(recording.isOpen()).isFalse();
    assertThatThrownBy(() -> Files.delete(file)).isInstanceOf(ClosedFileSystemException.class);
    channel.close();
    assertThat(folder.resolve("file")).exists();
  }
}
