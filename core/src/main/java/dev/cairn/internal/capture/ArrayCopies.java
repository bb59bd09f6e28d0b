/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.nio.ByteBuffer;

/**
 * Copies arrays on several threads while the program waits: its cores have nothing else to do. They
 * begin while the graph is still being gone through.
 *
 * <p>Used by one thread. The arrays must not change, nor the copies be looked at, until {@link
 * #finish}.
 */
final class ArrayCopies {
  private final SharedWork work = new SharedWork();

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
    int most = SharedWork.BATCH_BYTES / elementBytes;
    for (int done = 0; done < count; done += most) {
      int some = Math.min(most, count - done);
      int at = target.position() + done * elementBytes;
      int first = from + done;
      ByteBuffer part = target.slice(at, some * elementBytes);
      work.add(() -> PrimitiveArrays.copyOutNative(array, first, some, part), part.capacity());
    }
  }

  /** Returns once everything is copied; nothing of the program is held after that. */
  void finish() {
    work.finish();
  }
}
