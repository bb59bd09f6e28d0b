/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphSource;
import java.nio.charset.StandardCharsets;

/**
 * The streams of one graph, and how what refers to no other object is read from them. Nothing is
 * allocated that the length of the streams does not justify.
 *
 * <p>Used by one thread, once.
 */
abstract class GraphStreams {
  final GraphSource source;
  final GraphImage image;
  final GraphInput shapes;
  final GraphInput parts;
  final GraphInput bodies;

  /** Where parts or a body are read. */
  GraphInput content;

  private long allocatedBytes;

  GraphStreams(GraphSource source) {
    this.source = source;
    this.image = source.image();
    // Each object has at least one byte of shape.
    require(
        image.objects() >= 0 && image.objects() <= Math.min(source.streamBytes(), 1 << 30),
        "number of objects",
        image.objects());
    this.shapes = new GraphInput(source.shapes());
    this.parts = new GraphInput(source.parts());
    this.bodies = new GraphInput(source.bodies());
  }

  /** Where a shape is read. */
  final Input shape() {
    return shapes;
  }

  /** Where parts or a body are read. */
  final Input content() {
    return content;
  }

  /** Reads a length, and refuses one that the rest of the streams cannot justify. */
  final int length(Input input, int bytesPerElement) {
    int length = input.readVarInt(true);
    require(length >= 0, "length", length);
    allocate((long) length * bytesPerElement, length);
    return length;
  }

  /** So many bytes are about to be allocated, for so many elements. */
  final void allocate(long bytes, int elements) {
    allocatedBytes += bytes;
    require(allocatedBytes <= source.streamBytes(), "length", elements);
  }

  final String text(Input input) {
    long head = input.readVarLong(true);
    long bytes = head >>> 1;
    require(bytes <= source.streamBytes() && bytes <= Integer.MAX_VALUE - 8, "text length", bytes);
    byte[] text = input.readBytes((int) bytes);
    if ((head & 1) == 0) {
      return new String(text, StandardCharsets.ISO_8859_1);
    }
    char[] chars = new char[text.length / 2];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (text[2 * i] << 8 | (text[2 * i + 1] & 0xff));
    }
    return new String(chars);
  }

  final void require(boolean condition, String what, Object found) {
    if (!condition) {
      throw new CorruptCheckpointException(
          source.describe() + ": its graph makes no sense: impossible " + what + " " + found);
    }
  }
}
