/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.SkippingChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.List;

/**
 * A large array as it was captured: copied into staging memory, or, where there was no room, the
 * array itself.
 *
 * @param live the program's own array; null once a copied one was let go
 * @param elementBytes the width of its elements
 * @param copy the copy, or null where there is none
 */
record CapturedArray(Object live, int elementBytes, List<ByteBuffer> copy) {
  CapturedArray(Object live, List<ByteBuffer> copy) {
    this(live, PrimitiveArrays.elementBytes(live.getClass()), copy);
  }

  /** True where the program has to wait until it is written. */
  boolean isLive() {
    return copy == null;
  }

  CapturedArray withoutLive() {
    return isLive() ? this : new CapturedArray(null, elementBytes, copy);
  }

  long bytes() {
    return isLive()
        ? PrimitiveArrays.bytes(live)
        : copy.stream().mapToLong(ByteBuffer::remaining).sum();
  }

  ReadableByteChannel open() {
    return isLive() ? new LiveChannel(live) : new BufferChannel(copy);
  }

  /** Compares the copy with the array, piece by piece. */
  boolean isSameAsLive() {
    try (ReadableByteChannel copies = open();
        ReadableByteChannel originals = new LiveChannel(live)) {
      return ChannelBytes.areSame(copies, originals, () -> false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The array as it was captured, on the heap. */
  Object restored() {
    Object array = Array.newInstance(live.getClass().getComponentType(), Array.getLength(live));
    int elementBytes = PrimitiveArrays.elementBytes(array.getClass());
    int from = 0;
    for (ByteBuffer piece : copy) {
      int count = piece.remaining() / elementBytes;
      ByteBuffer source = piece.duplicate().order(ByteOrder.nativeOrder());
      PrimitiveArrays.copyIn(source, array, from, count);
      from += count;
    }
    return array;
  }

  /** Reads an array of the program in native order, while the program waits. */
  private static final class LiveChannel implements SkippingChannel {
    private final Object array;
    private int next;

    LiveChannel(Object array) {
      this.array = array;
    }

    @Override
    public int read(ByteBuffer target) {
      if (next == Array.getLength(array)) {
        return -1;
      }
      int before = target.position();
      next += PrimitiveArrays.copyOutWhatFits(array, next, target);
      return target.position() - before;
    }

    @Override
    public void skip(int bytes) {
      next += bytes / PrimitiveArrays.elementBytes(array.getClass());
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
