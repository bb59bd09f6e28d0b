/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a checkpoint file that is read as one sequence of bytes, in blocks.
 *
 * @param kind what it holds
 * @param length how many bytes it has when read
 * @param blocks where they stand in the file, in order
 */
public record Section(Kind kind, long length, List<Block> blocks) {
  /** What a section can hold. */
  public enum Kind {
    /** The class of each object, and what is needed to allocate it. */
    SHAPES(0),
    /** What objects that have no setters are built from. */
    PARTS(1),
    /** The contents of each object. */
    BODIES(2),
    /** The elements of one large primitive array, in the byte order of the header. */
    ARRAY(3),
    /** Object numbers that stand for one object twice. */
    ALIASES(4),
    /** State outside the heap, as its adapter reads it. */
    IMAGE(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("impossible section kind " + code);
    }
  }

  /**
   * A block.
   *
   * @param offset where its frame begins in the file
   * @param storedLength its length in the file, without the frame's header
   * @param rawLength its length when decoded
   * @param codec how it is stored; 0 is as it is
   * @param crc the CRC32C of its frame
   */
  public record Block(long offset, int storedLength, int rawLength, int codec, int crc) {
    static final int BYTES = 8 + 4 + 4 + 4 + 4;
  }

  private static final int HEAD_BYTES = 4 + 8 + 4;

  static int indexBytes(List<Section> sections) {
    long bytes = 4;
    for (Section section : sections) {
      bytes += HEAD_BYTES + (long) section.blocks().size() * Block.BYTES;
    }
    return Math.toIntExact(bytes);
  }

  void appendTo(ByteBuffer index) {
    index.putInt(kind.code).putLong(length).putInt(blocks.size());
    for (Block block : blocks) {
      index.putLong(block.offset()).putInt(block.storedLength()).putInt(block.rawLength());
      index.putInt(block.codec()).putInt(block.crc());
    }
  }

  /** Reads a section of the index; throws IllegalArgumentException where it cannot be one. */
  static Section from(ByteBuffer index) {
    Kind kind = Kind.of(index.getInt());
    long length = index.getLong();
    int count = index.getInt();
    require(count >= 0 && count <= index.remaining() / Block.BYTES, "block count", count);
    List<Block> blocks = new ArrayList<>(count);
    long sum = 0;
    for (int i = 0; i < count; i++) {
      long offset = index.getLong();
      Block block =
          new Block(offset, index.getInt(), index.getInt(), index.getInt(), index.getInt());
      require(block.codec() == Layout.CODEC_NONE, "codec", block);
      require(
          block.rawLength() > 0 && block.rawLength() <= Layout.BLOCK_BYTES, "block length", block);
      require(block.rawLength() == block.storedLength(), "block length", block);
      sum += block.rawLength();
      blocks.add(block);
    }
    require(sum == length, "section length", length);
    return new Section(kind, length, blocks);
  }

  private static void require(boolean condition, String what, Object found) {
    if (!condition) {
      throw new IllegalArgumentException("impossible " + what + " " + found);
    }
  }
}
