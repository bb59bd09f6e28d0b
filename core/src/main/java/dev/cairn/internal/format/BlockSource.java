/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CorruptCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An earlier file, open, from which blocks are read. Read by several threads.
 *
 * @param path the file
 * @param channel it
 */
record BlockSource(Path path, FileChannel channel) implements AutoCloseable {
  /**
   * Looks for an earlier file beside one that needs it, and opens it.
   *
   * @param needy the file that needs it
   * @param wanted which one
   * @throws CorruptCheckpointException if there is none of that identity and length
   */
  static BlockSource find(Path needy, BlockFile wanted) throws IOException {
    for (String name : List.of(wanted.name(), wanted.adoptedName())) {
      Path path = needy.resolveSibling(name);
      try {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        boolean found = false;
        try {
          found = isIt(path, channel, wanted);
        } finally {
          if (!found) {
            channel.close();
          }
        }
        if (found) {
          return new BlockSource(path, channel);
        }
      } catch (NoSuchFileException e) {
        // Perhaps under its other name.
      }
    }
    throw new CorruptCheckpointException(
        needy
            + ": it needs blocks of "
            + wanted.name()
            + " (or "
            + wanted.adoptedName()
            + "), which is not beside it; where a checkpoint is copied, copy its whole folder");
  }

  /** True where the file that bears its name is the one that is wanted. */
  static boolean isPresent(Path path, BlockFile wanted) throws IOException {
    if (!Files.exists(path)) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return isIt(path, channel, wanted);
    }
  }

  private static boolean isIt(Path path, FileChannel channel, BlockFile wanted) throws IOException {
    if (channel.size() != wanted.length() || wanted.length() < Layout.HEADER_BYTES) {
      return false;
    }
    ByteBuffer header = ByteBuffer.allocate(Layout.HEADER_BYTES);
    fill(path, channel, header, 0);
    return header.getLong(0) == Layout.MAGIC
        && Layout.crcOf(header) == Layout.storedCrc(header)
        && Layout.getUuid(header.position(Layout.UUID_AT)).equals(wanted.uuid());
  }

  void fill(ByteBuffer buffer, long offset) throws IOException {
    fill(path, channel, buffer, offset);
  }

  static void fill(Path path, FileChannel channel, ByteBuffer buffer, long offset)
      throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new CorruptCheckpointException(
            path + ": it ends at byte " + at + " while it is read");
      }
      at += count;
    }
    buffer.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
