/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import java.io.InputStream;

/** Reads what a {@link GraphOutput} has written. Used by one thread. */
final class GraphInput extends Input {
  private static final int BUFFER = 64 << 10;

  /** One more than the highest number of an object that was read. */
  private long frontier;

  GraphInput(InputStream stream) {
    super(stream, BUFFER);
  }

  /**
   * The number of an object, given by its distance from the next one to be expected.
   *
   * @param code what stands for it, less what stands for no number
   */
  long number(long code) {
    long number = frontier + (code >>> 1 ^ -(code & 1));
    frontier = Math.max(frontier, number + 1);
    return number;
  }
}
