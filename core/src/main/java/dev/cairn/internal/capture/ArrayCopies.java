/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.lang.reflect.Array;

/**
 * Copies arrays on several threads while the program waits: its cores have nothing else to do. They
 * begin while the graph is still being gone through.
 *
 * <p>Used by one thread. The arrays must not change, nor the copies be looked at, until {@link
 * #finish}.
 */
final class ArrayCopies {
  private final StagingMemory memory;
  private final CapturedArrays arrays;
  private final SharedWork work = new SharedWork();

  /** From which of them on none is handed over yet, and the bytes of those. */
  private int next;

  private long nextBytes;

  ArrayCopies(StagingMemory memory, CapturedArrays arrays) {
    this.memory = memory;
    this.arrays = arrays;
  }

  /** Copies the array that was added last, some time before {@link #finish} returns. */
  void copyLast(Object array, long address) {
    int last = arrays.size() - 1;
    long bytes = arrays.bytes(last);
    if (bytes > SharedWork.BATCH_BYTES) {
      handOver(last);
      next = last + 1;
      addParts(array, arrays.elementBytes(last), address);
      return;
    }
    nextBytes += bytes;
    if (nextBytes >= SharedWork.BATCH_BYTES) {
      handOver(last + 1);
    }
  }

  private void addParts(Object array, int elementBytes, long address) {
    int most = SharedWork.BATCH_BYTES / elementBytes;
    int length = Array.getLength(array);
    int some;
    for (int from = 0; from < length; from += some) {
      some = Math.min(most, length - from);
      addPart(array, from, some, elementBytes, address + (long) from * elementBytes);
    }
  }

  private void addPart(Object array, int from, int count, int elementBytes, long address) {
    work.add(() -> memory.copy(array, from, count, address), (long) count * elementBytes);
  }

  private void handOver(int end) {
    if (end > next) {
      work.add(arrays.copying(next, end), nextBytes);
    }
    next = end;
    nextBytes = 0;
  }

  /** Returns once everything is copied. */
  void finish() {
    try {
      handOver(arrays.size());
    } finally {
      next = 0;
      nextBytes = 0;
      work.finish();
    }
  }
}
