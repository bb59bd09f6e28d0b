/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Operation.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Writes bytes at a position, at the position of the channel, or at the end. */
final class WriteStep implements Step<Integer> {
  /** Stands for the position that the channel has. */
  static final long AT_CHANNEL_POSITION = -1;

  private final FileChannel delegate;
  private final OpenFile file;
  private final Bytes bytes;
  private final long position;

  WriteStep(FileChannel delegate, OpenFile file, Bytes bytes, long position) {
    this.delegate = delegate;
    this.file = file;
    this.bytes = bytes;
    this.position = position;
  }

  @Override
  public Write intended() throws IOException {
    return new Write(file.path(), file.inode(), startingAt(), bytes);
  }

  private long startingAt() throws IOException {
    if (file.mode().appends()) {
      return delegate.size();
    }
    return position == AT_CHANNEL_POSITION ? delegate.position() : position;
  }

  @Override
  public Integer run() throws IOException {
    ByteBuffer source = ByteBuffer.wrap(bytes.shared()).asReadOnlyBuffer();
    return position == AT_CHANNEL_POSITION
        ? delegate.write(source)
        : delegate.write(source, position);
  }

  @Override
  public Operation effective(Operation intended, Integer written) {
    Write write = (Write) intended;
    return new Write(write.path(), write.inode(), write.position(), bytes.first(written));
  }
}
