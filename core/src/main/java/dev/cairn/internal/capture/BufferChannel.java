/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.SkippingChannel;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/** Reads buffers one after the other, without changing their positions. Used by one thread. */
final class BufferChannel implements SkippingChannel {
  private final Iterator<ByteBuffer> rest;
  private ByteBuffer current = ByteBuffer.allocate(0);

  BufferChannel(List<ByteBuffer> buffers) {
    this.rest = buffers.iterator();
  }

  @Override
  public int read(ByteBuffer target) {
    int before = target.position();
    while (target.hasRemaining()) {
      if (!current.hasRemaining()) {
        if (!rest.hasNext()) {
          break;
        }
        current = rest.next().duplicate();
        continue;
      }
      int count = Math.min(target.remaining(), current.remaining());
      target.put(current.slice(current.position(), count));
      current.position(current.position() + count);
    }
    int count = target.position() - before;
    return count == 0 && target.hasRemaining() ? -1 : count;
  }

  @Override
  public void skip(int bytes) {
    for (int left = bytes; left > 0; ) {
      if (!current.hasRemaining()) {
        current = rest.next().duplicate();
        continue;
      }
      int count = Math.min(left, current.remaining());
      current.position(current.position() + count);
      left -= count;
    }
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
