/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.format.BlockReader;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.Section;
import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of a stored array of primitives, some 1 MiB of bytes at a time, so that an array of
 * any length can be looked at in little memory. Used by one thread.
 */
public final class ArrayPieces {
  /** Is given the pieces, in their order. */
  public interface Sink {
    /**
     * Takes a piece.
     *
     * @param bytes its elements, in the byte order of the buffer; valid until this returns
     * @throws IOException if it cannot be used
     */
    void take(ByteBuffer bytes) throws IOException;
  }

  private final CheckpointFileReader reader;
  private final GraphVisitor.Elements array;

  ArrayPieces(CheckpointFileReader reader, GraphVisitor.Elements array) {
    this.reader = reader;
    this.array = array;
  }

  /** Gives all of them. */
  public void forEach(Sink sink) throws IOException {
    if (array.section() < 0) {
      sink.take(inline());
      return;
    }
    BlockReader blocks = reader.newBlockReader();
    for (Section.Block block : reader.sections().get(array.section()).blocks()) {
      sink.take(blocks.read(array.section(), block));
    }
  }

  /** The first elements, boxed; all where there are fewer. */
  public List<Object> first(int count) throws IOException {
    List<Object> first = new ArrayList<>();
    BlockReader reading = newBlockReader();
    int blocks = Math.max(1, blocks().size());
    for (int i = 0; i < blocks && first.size() < count; i++) {
      ByteBuffer bytes = array.section() < 0 ? inline() : read(reading, blocks().get(i));
      while (bytes.hasRemaining() && first.size() < count) {
        first.add(ElementTypes.read(array.elementType(), bytes));
      }
    }
    return first;
  }

  /**
   * One element, boxed.
   *
   * @param index which
   * @param path what it is an element of, for the message
   * @throws IllegalArgumentException if there is none
   */
  Object element(int index, CharSequence path) throws IOException {
    if (index >= array.length()) {
      throw new IllegalArgumentException(
          path + " has " + array.length() + " elements; [" + index + "] is not among them");
    }
    int width = ElementTypes.bytes(array.elementType());
    long at = (long) index * width;
    ByteBuffer bytes;
    if (array.section() < 0) {
      bytes = inline().position((int) at);
    } else {
      List<Section.Block> blocks = blocks();
      int block = (int) (at / blocks.get(0).rawLength()); // all but the last have the same length
      bytes = newBlockReader().read(array.section(), blocks.get(block));
      bytes.position((int) (at % blocks.get(0).rawLength()));
    }
    return ElementTypes.read(array.elementType(), bytes);
  }

  /** The blocks that hold it; none where it is small. */
  List<Section.Block> blocks() {
    return array.section() < 0 ? List.of() : reader.sections().get(array.section()).blocks();
  }

  /** One of them. */
  ByteBuffer read(BlockReader blocks, Section.Block block) throws IOException {
    return blocks.read(array.section(), block);
  }

  BlockReader newBlockReader() {
    return reader.newBlockReader();
  }

  /** All of a small one. */
  ByteBuffer inline() {
    ByteBuffer bytes =
        ByteBuffer.allocate((int) PrimitiveArrays.bytes(array.elements()))
            .order(ByteOrder.nativeOrder());
    PrimitiveArrays.copyOut(array.elements(), 0, array.length(), bytes);
    return bytes.flip();
  }
}
