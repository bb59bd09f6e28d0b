/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.OutputRecord;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The length and the checksums of bytes that come one after the other. Not thread-safe. */
final class RunningChecksum {
  private static final int TAIL = OutputRecord.Part.TAIL;

  private final CRC32C whole = new CRC32C();
  private final byte[] tail = new byte[TAIL];
  private int tailLength;
  private long length;

  void add(byte[] bytes, int offset, int count) {
    whole.update(bytes, offset, count);
    length += count;
    if (count >= TAIL) {
      System.arraycopy(bytes, offset + count - TAIL, tail, 0, TAIL);
      tailLength = TAIL;
    } else {
      int kept = Math.min(tailLength, TAIL - count);
      System.arraycopy(tail, tailLength - kept, tail, 0, kept);
      System.arraycopy(bytes, offset, tail, kept, count);
      tailLength = kept + count;
    }
  }

  void add(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    add(copy, 0, copy.length);
  }

  long length() {
    return length;
  }

  /** As a checkpoint records it. */
  OutputRecord.Part part() {
    CRC32C last = new CRC32C();
    last.update(Arrays.copyOf(tail, tailLength));
    return new OutputRecord.Part(length, whole.getValue(), last.getValue());
  }
}
