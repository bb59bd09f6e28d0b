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
 * @param overflowBytes how much of it
 */
record StagedBytes(List<ByteBuffer> memory, ScratchFile overflow, long overflowBytes) {
  long length() {
    return memory.stream().mapToLong(ByteBuffer::remaining).sum() + overflowBytes;
  }

  /** Reads it from its beginning; any number of times. */
  SkippingChannel open() {
    SkippingChannel inMemory = new BufferChannel(memory);
    return overflow == null ? inMemory : new OverflowChannel(inMemory, this);
  }
}
