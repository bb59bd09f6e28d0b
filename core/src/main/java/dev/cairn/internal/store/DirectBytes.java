/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads a file past the page cache: what comes is what the disk has. Used by one thread, mostly
 * front to back.
 */
final class DirectBytes implements FileBytes {
  private final FileChannel channel;
  private final int alignment;

  /** What of the file stands in memory: its limit is how much. */
  private final ByteBuffer window;

  private long windowStart;

  /**
   * Opens a file.
   *
   * @param path the file
   * @param alignment what the place of a read has to be a multiple of
   * @param window memory to read into, aligned
   */
  DirectBytes(Path path, int alignment, ByteBuffer window) throws IOException {
    this.alignment = alignment;
    this.window = window.clear().limit(0);
    this.channel = DirectAccess.open(path, StandardOpenOption.READ);
  }

  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    if (position < windowStart || position >= windowStart + window.limit()) {
      moveTo(position, 1);
    }
    int skipped = (int) (position - windowStart);
    int count = Math.min(target.remaining(), window.limit() - skipped);
    if (count <= 0) {
      return -1;
    }
    target.put(window.slice(skipped, count));
    return count;
  }

  @Override
  public Optional<ByteBuffer> view(long position, int length) throws IOException {
    if (length > window.capacity() - alignment) {
      return Optional.empty();
    }
    if (position < windowStart || position + length > windowStart + window.limit()) {
      moveTo(position, length);
    }
    int skipped = (int) (position - windowStart);
    return skipped + length <= window.limit()
        ? Optional.of(window.slice(skipped, length))
        : Optional.empty();
  }

  /**
   * Reads what follows a place: as many pieces of a length as there is room for, so that none is
   * read twice but for the block in which the next one begins. A read that comes back short, and
   * not with whole blocks, has met the end.
   */
  private void moveTo(long position, int length) throws IOException {
    int lead = (int) (position % alignment);
    int wanted = lead + (window.capacity() - lead) / length * length;
    windowStart = position - lead;
    window.clear().limit((wanted + alignment - 1) / alignment * alignment);
    int count;
    do {
      count = channel.read(window, windowStart + window.position());
    } while (count > 0 && window.hasRemaining() && count % alignment == 0);
    window.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
