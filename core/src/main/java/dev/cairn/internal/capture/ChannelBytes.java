/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.BooleanSupplier;

/** Reads and compares what channels give. Stateless. */
final class ChannelBytes {
  private static final int AT_ONCE = 1 << 16;

  private ChannelBytes() {}

  /** Fills a buffer as far as there are bytes; false where there are none. */
  static boolean readFully(ReadableByteChannel source, ByteBuffer target) throws IOException {
    while (target.hasRemaining() && source.read(target) >= 0) {
      // Until it is full, or there is no more.
    }
    return target.position() > 0;
  }

  /**
   * Compares a copy with its original, piece by piece.
   *
   * @param copies the copy
   * @param originals what it was made of; at least as long
   * @param timeIsUp true as soon as no more is to be compared
   * @return false where they differ; true as well where the time was up before
   */
  static boolean areSame(
      ReadableByteChannel copies, ReadableByteChannel originals, BooleanSupplier timeIsUp)
      throws IOException {
    ByteBuffer copied = ByteBuffer.allocate(AT_ONCE);
    ByteBuffer original = ByteBuffer.allocate(AT_ONCE);
    while (!timeIsUp.getAsBoolean() && readFully(copies, copied.clear())) {
      boolean any = readFully(originals, original.clear().limit(copied.position()));
      if (!any || !copied.flip().equals(original.flip())) {
        return false;
      }
    }
    return true;
  }
}
