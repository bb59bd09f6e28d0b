/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An unchangeable run of bytes, as a {@link Operation.Write} carried them.
 *
 * <pre>{@code
 * Bytes bytes = Bytes.of(new byte[] {1, 2, 3});
 * int length = bytes.length();
 * }</pre>
 *
 * <p>Threading: immutable, so it can be shared freely. Failure: indexes outside the run throw
 * {@link IndexOutOfBoundsException}.
 */
public final class Bytes {
  private final byte[] array;

  private Bytes(byte[] array) {
    this.array = array;
  }

  /**
   * Copies an array.
   *
   * @param array the bytes
   * @return a copy that later changes of the array do not reach
   */
  public static Bytes of(byte[] array) {
    return new Bytes(array.clone());
  }

  /** Copies what remains in the buffer and leaves the buffer's position alone. */
  static Bytes remainingIn(ByteBuffer buffer) {
    byte[] copy = new byte[buffer.remaining()];
    buffer.duplicate().get(copy);
    return new Bytes(copy);
  }

  /** Copies what remains in several buffers, in order, and leaves their positions alone. */
  static Bytes remainingIn(ByteBuffer[] buffers, int offset, int count) {
    int length = 0;
    for (int i = offset; i < offset + count; i++) {
      length = Math.addExact(length, buffers[i].remaining());
    }
    ByteBuffer copy = ByteBuffer.allocate(length);
    for (int i = offset; i < offset + count; i++) {
      copy.put(buffers[i].duplicate());
    }
    return new Bytes(copy.array());
  }

  /**
   * How many bytes there are.
   *
   * @return the length
   */
  public int length() {
    return array.length;
  }

  /**
   * One byte.
   *
   * @param index from 0
   * @return the byte there
   */
  public byte at(int index) {
    return array[index];
  }

  /**
   * A copy of the bytes.
   *
   * @return a new array
   */
  public byte[] toArray() {
    return array.clone();
  }

  /** The bytes themselves, not a copy: for readers in this package that share them. */
  byte[] shared() {
    return array;
  }

  Bytes first(int length) {
    return length == array.length ? this : new Bytes(Arrays.copyOf(array, length));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(array, that.array);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(array);
  }

  @Override
  public String toString() {
    return array.length + " bytes";
  }
}
