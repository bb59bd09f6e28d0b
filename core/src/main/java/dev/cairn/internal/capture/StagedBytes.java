/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.SkippingChannel;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * What a stream has staged: in memory, and behind that what found no room there, in a file.
 *
 * @param memory the pieces in memory, to be read from their beginning
 * @param overflow the file; null where there is none
 */
record StagedBytes(List<ByteBuffer> memory, ScratchFile overflow) {
  /** How much of it is in the file. */
  long overflowBytes() {
    return overflow == null ? 0 : overflow.length();
  }

  long length() {
    return memory.stream().mapToLong(ByteBuffer::remaining).sum() + overflowBytes();
  }

  /** Reads it from its beginning; any number of times. */
  SkippingChannel open() {
    SkippingChannel inMemory = new BufferChannel(memory);
    return overflow == null ? inMemory : new OverflowChannel(inMemory, this);
  }
}
