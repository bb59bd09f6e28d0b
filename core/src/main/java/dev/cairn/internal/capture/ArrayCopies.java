/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RecursiveAction;

/**
 * Copies arrays on several threads while the program waits: its cores have nothing else to do. The
 * common fork-join pool begins while the graph is still being gone through; whoever finishes takes
 * part.
 *
 * <p>Used by one thread. The arrays must not change, nor the copies be looked at, until {@link
 * #finish}.
 */
final class ArrayCopies {
  /** So much is copied at once: a long time beside the handing over, a short one to wait for. */
  private static final int BATCH_BYTES = 4 << 20;

  private final ArrayDeque<Batch> begun = new ArrayDeque<>();
  private Batch next = new Batch();

  /** A part of an array, and where it goes. */
  private record Part(Object array, int from, int count, ByteBuffer target) {
    void copy() {
      PrimitiveArrays.copyOutNative(array, from, count, target);
    }
  }

  private static final class Batch extends RecursiveAction {
    private static final long serialVersionUID = 1L;

    private final transient List<Part> parts = new ArrayList<>();
    private long bytes;

    @Override
    protected void compute() {
      parts.forEach(Part::copy);
      parts.clear(); // nothing of the program is held
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
      next.parts.add(new Part(array, from + done, some, target.slice(at, some * elementBytes)));
      next.bytes += (long) some * elementBytes;
      if (next.bytes >= BATCH_BYTES) {
        fork();
      }
    }
  }

  private void fork() {
    begun.add(next);
    next.fork();
    next = new Batch();
  }

  /** Returns once everything is copied. */
  void finish() {
    next.invoke();
    next = new Batch();
    // What was begun last is least likely to have been taken by another thread.
    while (!begun.isEmpty() && begun.peekLast().tryUnfork()) {
      begun.removeLast().invoke();
    }
    while (!begun.isEmpty()) {
      begun.removeLast().join();
    }
  }
}
