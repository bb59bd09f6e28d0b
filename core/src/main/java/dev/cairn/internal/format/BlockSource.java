/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CorruptCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An earlier file, open, from which blocks are read. Read by several threads.
 *
 * @param path the file
 * @param bytes what is in it
 * @param header its header, of which the checksum is right
 */
record BlockSource(Path path, FileBytes bytes, ByteBuffer header) implements AutoCloseable {
  /**
   * Looks for an earlier file beside one that needs it, and opens it.
   *
   * @param needy the file that needs it
   * @param wanted which one
   * @throws CorruptCheckpointException if there is none of that identity and length
   */
  static BlockSource find(Path needy, BlockFile wanted) throws IOException {
    return lookFor(needy.resolveSibling(wanted.name()), wanted)
        .orElseThrow(
            () ->
                new CorruptCheckpointException(
                    needy
                        + ": it needs blocks of "
                        + wanted.name()
                        + " (or "
                        + wanted.adoptedName()
                        + "), which is not beside it; where a checkpoint is copied, copy its whole"
                        + " folder"));
  }

  /**
   * Looks for a file under both its names, and opens it.
   *
   * @param first where it is as a checkpoint
   * @param wanted which one
   */
  static Optional<BlockSource> lookFor(Path first, BlockFile wanted) throws IOException {
    for (Path path : List.of(first, first.resolveSibling(wanted.adoptedName()))) {
      try {
        FileBytes bytes = FileBytes.open(path);
        Optional<ByteBuffer> header = Optional.empty();
        try {
          header = headerOf(path, bytes, wanted);
        } finally {
          if (header.isEmpty()) {
            bytes.close();
          }
        }
        if (header.isPresent()) {
          return Optional.of(new BlockSource(path, bytes, header.get()));
        }
      } catch (NoSuchFileException e) {
        // Perhaps under its other name.
      }
    }
    return Optional.empty();
  }

  /** The header, where it is the file that is wanted. */
  private static Optional<ByteBuffer> headerOf(Path path, FileBytes bytes, BlockFile wanted)
      throws IOException {
    if (bytes.size() != wanted.length() || wanted.length() < Layout.HEADER_BYTES) {
      return Optional.empty();
    }
    ByteBuffer header = fill(path, bytes, ByteBuffer.allocate(Layout.HEADER_BYTES), 0);
    boolean isIt =
        header.getLong(0) == Layout.MAGIC
            && Layout.crcOf(header) == Layout.storedCrc(header)
            && Layout.getUuid(header.duplicate().position(Layout.UUID_AT)).equals(wanted.uuid());
    return isIt ? Optional.of(header) : Optional.empty();
  }

  ByteBuffer fill(ByteBuffer buffer, long offset) throws IOException {
    return fill(path, bytes, buffer, offset);
  }

  /** Fills a buffer, and flips it. */
  static ByteBuffer fill(Path path, FileBytes bytes, ByteBuffer buffer, long offset)
      throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int count = bytes.read(buffer, at);
      if (count < 0) {
        throw new CorruptCheckpointException(
            path + ": it ends at byte " + at + " while it is read");
      }
      at += count;
    }
    return buffer.flip();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
