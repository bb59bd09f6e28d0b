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
import java.util.Arrays;

/**
 * The large arrays of a snapshot by number: each copied into staging memory, or, where there was no
 * room, the program's own. Kept from one capture to the next, so that nothing grows while the
 * program waits.
 *
 * <p>Used by one thread at a time.
 */
final class CapturedArrays {
  private static final int SMALLEST = 64;
  private static final long NOT_COPIED = -1;

  private final StagingMemory memory;
  private int size;
  private Object[] live = new Object[SMALLEST];
  private long[] addresses = new long[SMALLEST];
  private int[] lengths = new int[SMALLEST];
  private byte[] elementBytes = new byte[SMALLEST];
  private long totalBytes;
  private boolean hasLive;

  CapturedArrays(StagingMemory memory) {
    this.memory = memory;
  }

  void clear() {
    Arrays.fill(live, 0, size, null);
    size = 0;
    totalBytes = 0;
    hasLive = false;
  }

  /** Makes room for so many, while the program does not wait. */
  void makeRoom(int count) {
    if (count > live.length) {
      Object[] moreLive = Arrays.copyOf(live, count);
      long[] moreAddresses = Arrays.copyOf(addresses, count);
      int[] moreLengths = Arrays.copyOf(lengths, count);
      byte[] moreWidths = Arrays.copyOf(elementBytes, count);
      // All of them, or none where memory runs out.
      live = moreLive;
      addresses = moreAddresses;
      lengths = moreLengths;
      elementBytes = moreWidths;
    }
  }

  int size() {
    return size;
  }

  /** The bytes of all of them. */
  long totalBytes() {
    return totalBytes;
  }

  /** Adds one whose copy will be at an address. */
  void addCopied(Object array, long address) {
    if (size == live.length) {
      makeRoom(Math.multiplyExact(size, 2));
    }
    live[size] = array;
    addresses[size] = address;
    lengths[size] = Array.getLength(array);
    elementBytes[size] = (byte) PrimitiveArrays.elementBytes(array.getClass());
    totalBytes += bytes(size);
    size++;
  }

  /** Adds one for which there was no room: the program has to wait until it is written. */
  void addLive(Object array) {
    addCopied(array, NOT_COPIED);
    hasLive = true;
  }

  /** What copies some of them, whatever is added or let go meanwhile. */
  Runnable copying(int from, int to) {
    Object[] arrays = live;
    long[] targets = addresses;
    return () -> {
      for (int i = from; i < to; i++) {
        if (targets[i] != NOT_COPIED) {
          memory.copy(arrays[i], 0, Array.getLength(arrays[i]), targets[i]);
        }
      }
    };
  }

  /** True where the program has to wait until one of them is written. */
  boolean hasLive() {
    return hasLive;
  }

  boolean isLive(int number) {
    return addresses[number] == NOT_COPIED;
  }

  /** Lets go of the program's arrays that were copied. */
  void forgetLive() {
    for (int i = 0; i < size; i++) {
      if (!isLive(i)) {
        live[i] = null;
      }
    }
  }

  int elementBytes(int number) {
    return elementBytes[number];
  }

  long bytes(int number) {
    return (long) lengths[number] * elementBytes[number];
  }

  /** The bytes of one as it was captured, in native order. */
  SkippingChannel open(int number) {
    return isLive(number)
        ? new LiveChannel(live[number])
        : new BufferChannel(memory.at(addresses[number], bytes(number)));
  }

  /** The program's own array; null once it was let go. */
  Object live(int number) {
    return live[number];
  }

  /** Compares the copy with the array. */
  boolean isSameAsLive(int number) {
    try (ReadableByteChannel copies = open(number);
        ReadableByteChannel originals = new LiveChannel(live[number])) {
      return ChannelBytes.areSame(copies, originals, () -> false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The array as it was captured, on the heap. */
  Object restored(int number) {
    Class<?> type = live[number].getClass().getComponentType();
    Object array = Array.newInstance(type, lengths[number]);
    int from = 0;
    for (ByteBuffer piece : memory.at(addresses[number], bytes(number))) {
      int count = piece.remaining() / elementBytes[number];
      PrimitiveArrays.copyIn(piece.order(ByteOrder.nativeOrder()), array, from, count);
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
