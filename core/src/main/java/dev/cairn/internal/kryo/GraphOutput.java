/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Kryo's encoding of numbers, with one store for each number of fixed width, and texts. It is where
 * the program waits. Used by one thread.
 */
final class GraphOutput extends Output {
  private static final int BUFFER = 64 << 10;
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  /** Of a text's length. */
  private static final int LONGEST_VAR_INT = 5;

  /** One more than the highest number of an object that was written. */
  private int frontier;

  GraphOutput(OutputStream stream) {
    super(stream, BUFFER);
  }

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void writeInt(int value) {
    require(Integer.BYTES);
    INT.set(buffer, position, value);
    position += Integer.BYTES;
  }

  @Override
  public void writeLong(long value) {
    require(Long.BYTES);
    LONG.set(buffer, position, value);
    position += Long.BYTES;
  }

  /** Writes elements that fit into the buffer. */
  void elements(int[] values) {
    require(values.length * Integer.BYTES);
    int at = position;
    for (int value : values) {
      INT.set(buffer, at, value);
      at += Integer.BYTES;
    }
    position = at;
  }

  /** Writes elements that fit into the buffer. */
  void elements(long[] values) {
    require(values.length * Long.BYTES);
    int at = position;
    for (long value : values) {
      LONG.set(buffer, at, value);
      at += Long.BYTES;
    }
    position = at;
  }

  /** Writes elements that fit into the buffer. */
  void elements(double[] values) {
    require(values.length * Double.BYTES);
    int at = position;
    for (double value : values) {
      LONG.set(buffer, at, Double.doubleToRawLongBits(value));
      at += Double.BYTES;
    }
    position = at;
  }

  /** Writes a number that is mostly small. */
  void writeUnsigned(long value) {
    if (value < 0x80 && value >= 0 && position < capacity) {
      buffer[position++] = (byte) value;
    } else {
      writeVarLong(value, true);
    }
  }

  /**
   * Writes the number of an object by its distance from the next one to be expected: an object met
   * for the first time takes one byte, and an object more or less changes no number behind it.
   */
  void writeNumber(int number) {
    int distance = number - frontier;
    frontier = Math.max(frontier, number + 1);
    int zigzag = (distance << 1) ^ (distance >> 31);
    writeUnsigned(Integer.toUnsignedLong(zigzag) + GraphWriter.FIRST_NUMBER);
  }

  /**
   * Writes a text with every char as it is, unpaired surrogates too: a length in bytes, doubled,
   * plus one where a char takes two bytes.
   */
  void text(String text) {
    int length = text.length();
    if (!isNarrow(text)) {
      byte[] bytes = wide(text);
      writeVarLong((long) bytes.length << 1 | 1, true);
      writeBytes(bytes);
    } else if (length + LONGEST_VAR_INT > BUFFER) {
      writeVarLong((long) length << 1, true);
      writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    } else {
      require(length + LONGEST_VAR_INT);
      writeUnsigned(length << 1);
      copyNarrow(text, length);
    }
  }

  @SuppressWarnings("deprecation") // it copies the lower byte of each char, which is all there is
  private void copyNarrow(String text, int length) {
    text.getBytes(0, length, buffer, position);
    position += length;
  }

  private static boolean isNarrow(String text) {
    int all = 0;
    for (int i = 0; i < text.length(); i++) {
      all |= text.charAt(i);
    }
    return all <= 0xff;
  }

  private static byte[] wide(String text) {
    byte[] bytes = new byte[Math.multiplyExact(text.length(), 2)];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }
}
