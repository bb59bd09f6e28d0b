/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.List;

/**
 * A part of a checkpoint file that is read as one sequence of bytes, in blocks.
 *
 * @param kind what it holds
 * @param length how many bytes it has when read
 * @param base 0 where its blocks hold just those bytes; otherwise the number of the file that holds
 *     an earlier version of the section, of which the blocks hold the changes
 * @param blocks where they stand, in order
 */
public record Section(Kind kind, long length, int base, List<Block> blocks) {
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

    /** True for a stream of the graph, of which a small change moves much. */
    public boolean isStream() {
      return switch (this) {
        case SHAPES, PARTS, BODIES, ALIASES -> true;
        case ARRAY, IMAGE -> false;
      };
    }

    int code() {
      return code;
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
   * @param file 0 where it stands in the file itself, otherwise the number of another file in the
   *     list at the end of the index, from 1
   * @param offset where its frame begins in that file
   * @param storedLength its length in the file, without the frame's header
   * @param rawLength its length when decoded
   * @param codec how it is stored; see {@link BlockCodec}
   * @param crc the CRC32C of its frame
   */
  public record Block(int file, long offset, int storedLength, int rawLength, int codec, int crc) {
    /** The same block, as a file says it in whose list the file that holds it has this number. */
    Block in(int number) {
      return new Block(number, offset, storedLength, rawLength, codec, crc);
    }

    /** Where its frame ends in its file. */
    long end() {
      return offset + Layout.FRAME_BYTES + storedLength;
    }
  }

  /** The bytes of its blocks, decoded. */
  long storedBytes() {
    return blocks.stream().mapToLong(Block::rawLength).sum();
  }

  /** What its blocks take in their files. */
  long bytesInFile() {
    return blocks.stream().mapToLong(Block::storedLength).sum();
  }

  /** How many blocks so many bytes make. */
  static int blocksOf(long length) {
    return Math.toIntExact((length + Layout.BLOCK_BYTES - 1) / Layout.BLOCK_BYTES);
  }
}
