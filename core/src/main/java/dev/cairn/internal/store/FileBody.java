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

/**
 * The way of a file's bytes to the disk, front to back. Used by one thread. A failure fails the
 * file.
 */
interface FileBody {
  /** Where the next bytes go; always with room. Another one after each {@link #flush}. */
  ByteBuffer buffer();

  /** The buffer is full. */
  void flush() throws IOException;

  /** What the buffer holds are the last bytes; on return all are written. */
  void end() throws IOException;

  /** Opens what was written, to be read by one thread while the rest is being forced. */
  FileBytes reread(Path path) throws IOException;

  /** Returns once nothing goes on beside any more; the bytes are then to be forced. */
  void finish() throws IOException;

  /** As {@link #finish}, whatever has happened. */
  void abandon() throws IOException;

  /** How long the disk was busy beside the writing thread; once it is finished. */
  long nanosBeside();

  /** Writes all that a buffer holds, at a place. */
  static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }
}
