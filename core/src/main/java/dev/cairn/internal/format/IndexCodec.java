/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The index as bytes. What follows from what stands before is left out, so that an array that fills
 * one block takes six bytes:
 *
 * <pre>
 *   sections  number |
 *     section   tag 1 | length number, unless it is that of the section before
 *                     | base number, bytes of its blocks number, where it has a base
 *       block     tag 1 | file number, unless it is that of the block before
 *                       | distance number, unless it begins where the last one of its file ended
 *                       | codec number, unless it is that of the block before
 *                       | stored length number, where it is compressed or sealed
 *                       | crc 4
 *   files     number | sequence 8 | uuid 16 | length 8
 * </pre>
 *
 * <p>Numbers are those of {@link Numbers}; distances are zigzag. All blocks of a section but its
 * last are full.
 */
final class IndexCodec {
  /** Nothing larger is read. */
  static final int LARGEST = 256 << 20;

  /** Chains are shorter. */
  private static final int MOST_FILES = 1024;

  private static final int KIND = 7;
  private static final int HAS_BASE = 8;
  private static final int SAME_LENGTH = 16;

  private static final int OTHER_FILE = 1;
  private static final int ELSEWHERE = 2;
  private static final int OTHER_CODEC = 4;

  /** A section without a block takes a byte here, and more in memory. */
  private static final int MOST_EMPTY = 1 << 16;

  private static final int LEAST_BLOCK = 1 + 4;
  private static final int MOST_BLOCK = 1 + 2 + 10 + 2 + 4 + 4;
  private static final int MOST_SECTION = 1 + 10 + 2 + 5;

  /** What the block before says of the next one. */
  private static final class Expected {
    private int file;
    private int codec;
    private final long[] ends = new long[MOST_FILES + 1];

    Expected() {
      Arrays.fill(ends, Layout.HEADER_BYTES);
    }

    void after(int blockFile, int blockCodec, long end) {
      file = blockFile;
      codec = blockCodec;
      ends[file] = end;
    }
  }

  private ByteBuffer bytes;
  private final Expected expected = new Expected();

  private IndexCodec(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Writes an index. */
  static ByteBuffer encode(List<Section> sections, List<BlockFile> files) throws IOException {
    IndexCodec codec = new IndexCodec(ByteBuffer.allocate(4 << 10));
    try {
      codec.putAll(sections, files);
    } catch (ArithmeticException e) {
      throw tooMany(sections, e);
    }
    if (codec.bytes.position() > LARGEST) {
      throw tooMany(sections, null);
    }
    return codec.bytes.flip();
  }

  private static IOException tooMany(List<Section> sections, Throwable cause) {
    return new IOException(
        "a state of " + sections.size() + " large arrays is more than one file can list", cause);
  }

  private void putAll(List<Section> sections, List<BlockFile> files) {
    need(MOST_SECTION);
    putNumber(sections.size());
    long before = 0;
    for (Section section : sections) {
      put(section, before);
      before = section.length();
    }
    need(MOST_SECTION + files.size() * BlockFile.BYTES);
    putNumber(files.size());
    files.forEach(file -> file.appendTo(bytes));
  }

  private void put(Section section, long lengthBefore) {
    need(MOST_SECTION);
    boolean same = section.length() == lengthBefore;
    boolean hasBase = section.base() > 0;
    bytes.put((byte) (section.kind().code() | (hasBase ? HAS_BASE : 0) | (same ? SAME_LENGTH : 0)));
    if (!same) {
      putNumber(section.length());
    }
    if (hasBase) {
      putNumber(section.base());
      putNumber(section.storedBytes());
    }
    for (Section.Block block : section.blocks()) {
      need(MOST_BLOCK);
      put(block);
    }
  }

  private void put(Section.Block block) {
    long distance = block.offset() - expected.ends[block.file()];
    boolean otherFile = block.file() != expected.file;
    boolean otherCodec = block.codec() != expected.codec;
    bytes.put(
        (byte)
            ((otherFile ? OTHER_FILE : 0)
                | (distance != 0 ? ELSEWHERE : 0)
                | (otherCodec ? OTHER_CODEC : 0)));
    if (otherFile) {
      putNumber(block.file());
    }
    if (distance != 0) {
      putNumber(Numbers.zigzag(distance));
    }
    if (otherCodec) {
      putNumber(block.codec());
    }
    if (block.codec() != 0) {
      putNumber(block.storedLength());
    }
    bytes.putInt(block.crc());
    expected.after(block.file(), block.codec(), block.end());
  }

  private void putNumber(long number) {
    Numbers.put(number, next -> bytes.put((byte) next));
  }

  private void need(int count) {
    if (bytes.remaining() < count) {
      int larger = Math.addExact(Math.addExact(bytes.capacity(), bytes.capacity() / 2), count);
      bytes = ByteBuffer.allocate(larger).put(bytes.flip());
    }
  }

  /**
   * Reads an index.
   *
   * @param bytes all of it
   * @param files gets the other files that it names
   * @throws IllegalArgumentException if it makes no sense
   * @throws java.nio.BufferUnderflowException if it ends too early
   */
  static SectionList decode(ByteBuffer bytes, List<BlockFile> files) {
    IndexCodec codec = new IndexCodec(bytes);
    SectionList sections = codec.getSections();
    codec.getFiles(files);
    require(!bytes.hasRemaining(), "bytes behind the index", bytes.remaining());
    for (int i = 0; i < sections.size(); i++) {
      int base = sections.base(i);
      require(base <= files.size(), "number of a file", base);
    }
    BlockList blocks = sections.blocks();
    for (int i = 0; i < blocks.size(); i++) {
      require(blocks.file(i) <= files.size(), "number of a file", blocks.file(i));
    }
    return sections;
  }

  private SectionList getSections() {
    SectionList sections = new SectionList(new BlockList());
    long count = getNumber();
    require(count <= bytes.remaining(), "number of sections", count);
    long length = 0;
    int empty = 0;
    for (long i = 0; i < count; i++) {
      int tag = bytes.get();
      require(tag >= 0 && tag < 2 * SAME_LENGTH, "section", tag);
      Section.Kind kind = Section.Kind.of(tag & KIND);
      length = (tag & SAME_LENGTH) != 0 ? length : getNumber();
      boolean hasBase = (tag & HAS_BASE) != 0;
      int base = hasBase ? getFileNumber() : 0;
      require(hasBase == (base > 0), "section", tag);
      sections.begin(kind, length, base);
      long storedBytes = hasBase ? getNumber() : length;
      empty += storedBytes == 0 ? 1 : 0;
      require(empty <= MOST_EMPTY, "number of empty sections", empty);
      getBlocks(storedBytes, sections.blocks());
    }
    return sections;
  }

  private void getBlocks(long storedBytes, BlockList blocks) {
    // Each takes some bytes here, so that nothing is allocated for what is not there.
    require(
        storedBytes / Layout.BLOCK_BYTES <= bytes.remaining() / LEAST_BLOCK,
        "section length",
        storedBytes);
    for (long left = storedBytes; left > 0; left -= Layout.BLOCK_BYTES) {
      blocks.set(blocks.place(), getBlock((int) Math.min(left, Layout.BLOCK_BYTES)));
    }
  }

  private Section.Block getBlock(int rawLength) {
    int tag = bytes.get();
    require(tag >= 0 && tag < 2 * OTHER_CODEC, "block", tag);
    int file = (tag & OTHER_FILE) != 0 ? getFileNumber() : expected.file;
    long offset = expected.ends[file];
    if ((tag & ELSEWHERE) != 0) {
      offset += Numbers.signed(getNumber());
    }
    long codec = (tag & OTHER_CODEC) != 0 ? getNumber() : expected.codec;
    require(codec <= Short.MAX_VALUE && BlockCodec.isKnown((int) codec), "codec", codec);
    long storedLength = codec == 0 ? rawLength : getNumber();
    boolean possible = BlockCodec.isPossible((int) codec, storedLength, rawLength);
    require(possible, "block length", storedLength);
    require(offset >= Layout.HEADER_BYTES, "offset", offset);
    Section.Block block =
        new Section.Block(file, offset, (int) storedLength, rawLength, (int) codec, bytes.getInt());
    expected.after(file, (int) codec, block.end());
    return block;
  }

  private int getFileNumber() {
    long number = getNumber();
    require(number <= MOST_FILES, "number of a file", number);
    return (int) number;
  }

  private void getFiles(List<BlockFile> files) {
    long count = getNumber();
    require(count <= MOST_FILES && count <= bytes.remaining() / BlockFile.BYTES, "files", count);
    for (long i = 0; i < count; i++) {
      BlockFile file = BlockFile.from(bytes);
      require(!files.contains(file), "file, named twice,", file);
      files.add(file);
    }
  }

  private long getNumber() {
    long number = Numbers.get(() -> bytes.get() & 0xff);
    require(number >= 0, "number", number);
    return number;
  }

  private static void require(boolean condition, String what, Object found) {
    if (!condition) {
      throw new IllegalArgumentException("impossible " + what + " " + found);
    }
  }
}
