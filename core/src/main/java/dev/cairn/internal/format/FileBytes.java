/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The bytes of an open file, to be read at any place. */
public interface FileBytes extends AutoCloseable {
  /**
   * Opens a file, to be read by any number of threads.
   *
   * @param path the file
   * @throws IOException if it cannot be opened
   */
  static FileBytes open(Path path) throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      // Opening a named pipe would wait for whoever writes into it.
      throw new FileSystemException(path.toString(), null, "is not a regular file");
    }
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    return new FileBytes() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public int read(ByteBuffer target, long position) throws IOException {
        return channel.read(target, position);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** How many there are. */
  long size() throws IOException;

  /**
   * Reads some bytes.
   *
   * @param target where they go
   * @param position the place of the first one in the file
   * @return how many; -1 behind the end
   */
  int read(ByteBuffer target, long position) throws IOException;

  /**
   * Bytes where they stand in memory, without a copy.
   *
   * @param position the place of the first one in the file
   * @param length how many
   * @return them, valid until the next call of anything here; empty where they are to be {@link
   *     #read}
   */
  default Optional<ByteBuffer> view(long position, int length) throws IOException {
    return Optional.empty();
  }

  @Override
  void close() throws IOException;
}
