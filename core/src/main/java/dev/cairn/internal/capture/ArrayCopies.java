/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies arrays on several threads while the program waits: its cores have nothing else to do. They
 * begin while the graph is still being gone through.
 *
 * <p>Used by one thread. The arrays must not change, nor the copies be looked at, until {@link
 * #finish}.
 */
final class ArrayCopies {
  /** So much is copied at once: a long time beside the handing over, a short one to wait for. */
  private static final int BATCH_BYTES = 4 << 20;

  private final SharedWork work = new SharedWork();
  private List<Part> batch = new ArrayList<>();
  private long batchBytes;

  /** A part of an array, and where it goes. */
  private record Part(Object array, int from, int count, ByteBuffer target) {
    void copy() {
      PrimitiveArrays.copyOutNative(array, from, count, target);
    }
  }

  /**
   * Copies elements of an array, some time before {@link #finish} returns.
   *
   * @param array an array of primitives
   * @param from the first of them
   * @param count how many
   * @param target where they go, in native order from its position on; left as it is
   */
  void add(Object array, int from, int count, ByteBuffer target) {
    int elementBytes = PrimitiveArrays.elementBytes(array.getClass());
    int most = BATCH_BYTES / elementBytes;
    for (int done = 0; done < count; done += most) {
      int some = Math.min(most, count - done);
      int at = target.position() + done * elementBytes;
      batch.add(new Part(array, from + done, some, target.slice(at, some * elementBytes)));
      batchBytes += (long) some * elementBytes;
      if (batchBytes >= BATCH_BYTES) {
        begin();
      }
    }
  }

  private void begin() {
    List<Part> parts = batch;
    work.add(() -> parts.forEach(Part::copy));
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  /** Returns once everything is copied; nothing of the program is held after that. */
  void finish() {
    begin();
    work.finish();
  }
}
