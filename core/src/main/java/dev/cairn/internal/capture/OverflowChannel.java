/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.SkippingChannel;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads what is staged in memory, and then what is in a file. Used by one thread. */
final class OverflowChannel implements SkippingChannel {
  private final SkippingChannel memory;
  private final StagedBytes staged;
  private long left;
  private long position;

  OverflowChannel(SkippingChannel memory, StagedBytes staged) {
    this.memory = memory;
    this.staged = staged;
    this.left = staged.length() - staged.overflowBytes();
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    if (left > 0) {
      int count = memory.read(target);
      left -= Math.max(0, count);
      return count;
    }
    long there = staged.overflowBytes() - position;
    if (there == 0) {
      return wanted == 0 ? 0 : -1;
    }
    ByteBuffer part = target.slice(target.position(), (int) Math.min(wanted, there));
    int count = staged.overflow().read(part, position);
    if (count > 0) {
      position += count;
      target.position(target.position() + count);
    }
    return count;
  }

  @Override
  public void skip(int bytes) {
    int inMemory = (int) Math.min(bytes, left);
    memory.skip(inMemory);
    left -= inMemory;
    position += bytes - inMemory;
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
