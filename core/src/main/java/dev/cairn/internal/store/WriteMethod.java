/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.DirectWrites;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * How an attempt writes its files, through the page cache or past it, and the memory that this
 * takes. Used for one file at a time.
 */
public final class WriteMethod {
  /** So much is written at a time past the page cache, where each write waits for the disk. */
  static final int PIECE = 4 << 20;

  /** Into the page cache larger pieces are slower. */
  private static final int GATHERED = 1 << 20;

  /** Files of fewer bytes say nothing about a disk, and cost little either way. */
  private static final long TELLING = 32 << 20;

  private final DirectWrites wanted;
  private final Consumer<String> onRefusal;
  private final DirectChoice choice = new DirectChoice();
  private boolean refused;
  private ByteBuffer gathered;
  private ByteBuffer aligned;

  /**
   * Creates it.
   *
   * @param wanted what was asked for
   * @param onRefusal is told, once, why files cannot be written past the page cache
   */
  public WriteMethod(DirectWrites wanted, Consumer<String> onRefusal) {
    this.wanted = wanted;
    this.onRefusal = onRefusal;
  }

  /**
   * Chooses the way of a file.
   *
   * @param path the file
   * @param channel it, open to be written
   * @param expected how many bytes it will have, more or less
   */
  FileBody body(Path path, FileChannel channel, long expected) {
    if (isDirect(expected)) {
      try {
        return new DirectBody(this, path, channel);
      } catch (IOException | OutOfMemoryError e) {
        refuse(e.toString());
      }
    }
    if (gathered == null) {
      gathered = ByteBuffer.allocateDirect(GATHERED);
    }
    return new BufferedBody(channel, gathered);
  }

  private boolean isDirect(long expected) {
    return !refused
        && switch (wanted) {
          case NEVER -> false;
          case ALWAYS -> true;
          case AUTO -> expected >= TELLING && choice.next();
        };
  }

  /** A file is durable, after so long. */
  void took(FileBody body, long bytes, long nanos) {
    if (bytes >= TELLING) {
      choice.took(body instanceof DirectBody, bytes, nanos);
    }
  }

  /** A file could not be written. */
  void failed(FileBody body) {
    choice.failed(body instanceof DirectBody);
  }

  /** Two buffers of {@link #PIECE} bytes whose addresses are multiples of what is asked for. */
  ByteBuffer[] aligned(int alignment) {
    if (aligned == null) {
      aligned = ByteBuffer.allocateDirect(2 * PIECE + alignment).alignedSlice(alignment);
    }
    return new ByteBuffer[] {aligned.slice(0, PIECE), aligned.slice(PIECE, PIECE)};
  }

  /** From now on no file is written past the page cache. */
  void refuse(String reason) {
    refused = true;
    onRefusal.accept(reason);
  }
}
