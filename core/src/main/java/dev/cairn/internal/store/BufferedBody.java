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

/** Writes through the page cache, and has it forced while more is being written. */
final class BufferedBody implements FileBody {
  private final FileChannel channel;
  private final EarlyForce early;

  /** Whole pages are written: one that is on its way to the disk would have to be waited for. */
  private final ByteBuffer gathered;

  private long position;

  BufferedBody(FileChannel channel, ByteBuffer gathered) {
    this.channel = channel;
    this.early = new EarlyForce(channel);
    this.gathered = gathered.clear();
  }

  @Override
  public ByteBuffer buffer() {
    return gathered;
  }

  @Override
  public void flush() throws IOException {
    int count = gathered.flip().remaining();
    FileBody.write(channel, gathered, position);
    position += count;
    gathered.clear();
    early.wrote(count);
  }

  @Override
  public void end() throws IOException {
    flush();
    early.wroteAll();
  }

  @Override
  public FileBytes reread(Path path) throws IOException {
    return FileBytes.open(path);
  }

  @Override
  public void finish() throws IOException {
    early.finish();
  }

  @Override
  public void abandon() {
    early.abandon();
  }

  @Override
  public long nanosBeside() {
    return early.nanos();
  }
}
