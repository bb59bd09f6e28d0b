/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

/**
 * The memory that hash tables and bounded queues of a graph will take, whatever is in them. A
 * reader allocates no more than the length of the streams justifies; where a program has chosen
 * more, for a map that it will fill, the writer makes them longer.
 *
 * <p>Used by one thread.
 */
final class TableBytes {
  private static final long FREE = 64L << 20;
  private static final long PER_STREAM_BYTE = 64;

  private long bytes;

  /** One more, with so many slots. */
  void add(int capacity) {
    bytes += (long) capacity * Integer.BYTES;
  }

  boolean isJustifiedBy(long streamBytes) {
    return missing(streamBytes) == 0;
  }

  /** How many bytes the streams lack. */
  long missing(long streamBytes) {
    long wanted = Math.max(0, bytes - FREE);
    return Math.max(0, (wanted + PER_STREAM_BYTE - 1) / PER_STREAM_BYTE - streamBytes);
  }
}
