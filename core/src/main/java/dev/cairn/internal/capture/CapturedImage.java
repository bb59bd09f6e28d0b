/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.ImageEntry;
import dev.cairn.spi.StateImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * State outside the heap as it was captured: copied into staging memory, or, where there was no
 * room, still where it is.
 *
 * @param entry what it is
 * @param live where it is; null once a copied one was let go
 * @param copy the copy, or null where there is none
 */
record CapturedImage(ImageEntry entry, StateImage live, List<ByteBuffer> copy) {
  /** True where the program has to wait until it is written. */
  boolean isLive() {
    return copy == null;
  }

  CapturedImage withoutLive() {
    return isLive() ? this : new CapturedImage(entry, null, copy);
  }

  ReadableByteChannel open() {
    try {
      return isLive() ? live.open() : new BufferChannel(copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compares the copy with what is there now; true as well where the time is up before the end. */
  boolean isSameAsLive(BooleanSupplier timeIsUp) throws IOException {
    try (ReadableByteChannel copies = open();
        ReadableByteChannel originals = live.open()) {
      return ChannelBytes.areSame(copies, originals, timeIsUp);
    }
  }
}
