/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Gives a checkpoint file that was changed at random the checksums of what it now holds, as whoever
 * means harm would: so a test gets behind them.
 */
public final class RepairedFile {
  private RepairedFile() {}

  /** A copy with right checksums, as far as it can be made out what they are of. */
  public static byte[] of(byte[] changed) {
    if (changed.length < Layout.HEADER_BYTES + Layout.TRAILER_BYTES) {
      return changed;
    }
    byte[] file = changed.clone();
    ByteBuffer bytes = ByteBuffer.wrap(file);
    bytes.putInt(Layout.HEADER_BYTES - 4, Layout.crcOf(bytes.slice(0, Layout.HEADER_BYTES)));
    int trailerAt = file.length - Layout.TRAILER_BYTES;
    ByteBuffer trailer = bytes.slice(trailerAt, Layout.TRAILER_BYTES).position(Long.BYTES + 16);
    Layout.Extent head = Layout.Extent.from(trailer);
    Layout.Extent index = Layout.Extent.from(trailer);
    if (!fits(head, trailerAt) || !fits(index, trailerAt)) {
      return file;
    }
    ByteBuffer newIndex = index(bytes, index);
    ByteBuffer repaired =
        ByteBuffer.allocate((int) index.offset() + newIndex.remaining() + Layout.TRAILER_BYTES);
    repaired.put(bytes.slice(0, (int) index.offset()));
    repaired.put(newIndex.duplicate());
    repaired.put(
        Layout.trailer(
            Layout.getUuid(bytes.duplicate().position(Layout.UUID_AT)),
            new Layout.Extent(
                head.offset(),
                head.length(),
                Layout.crc(bytes.slice((int) head.offset(), head.length()))),
            new Layout.Extent(index.offset(), newIndex.remaining(), Layout.crc(newIndex))));
    return repaired.array();
  }

  /**
   * A copy with another head, and right checksums.
   *
   * @param file a sound file that is not encrypted
   * @param edit makes of its head another, of any length
   */
  public static byte[] withHead(byte[] file, UnaryOperator<String> edit) {
    ByteBuffer bytes = ByteBuffer.wrap(file);
    ByteBuffer trailer =
        bytes
            .slice(file.length - Layout.TRAILER_BYTES, Layout.TRAILER_BYTES)
            .position(Long.BYTES + 16);
    Layout.Extent head = Layout.Extent.from(trailer);
    Layout.Extent index = Layout.Extent.from(trailer);
    byte[] text =
        edit.apply(new String(file, (int) head.offset(), head.length(), StandardCharsets.UTF_8))
            .getBytes(StandardCharsets.UTF_8);
    long indexAt = head.offset() + text.length;
    ByteBuffer result = ByteBuffer.allocate((int) indexAt + index.length() + Layout.TRAILER_BYTES);
    result.put(bytes.slice(0, (int) head.offset())).put(text);
    result.put(bytes.slice((int) index.offset(), index.length()));
    result.put(
        Layout.trailer(
            Layout.getUuid(bytes.duplicate().position(Layout.UUID_AT)),
            new Layout.Extent(head.offset(), text.length, Layout.crc(ByteBuffer.wrap(text))),
            new Layout.Extent(indexAt, index.length(), index.crc())));
    return result.array();
  }

  private static boolean fits(Layout.Extent extent, int end) {
    return extent.offset() >= 0
        && extent.length() > 0
        && extent.offset() <= end
        && extent.length() <= end - extent.offset();
  }

  /** The index, with the checksums of the blocks as they are. */
  private static ByteBuffer index(ByteBuffer file, Layout.Extent extent) {
    ByteBuffer bytes = file.slice((int) extent.offset(), extent.length());
    try {
      List<BlockFile> files = new ArrayList<>();
      SectionList found = IndexCodec.decode(bytes.duplicate(), files);
      List<Section> sections = new ArrayList<>();
      for (int i = 0; i < found.size(); i++) {
        Section section = found.get(i);
        List<Section.Block> blocks = new ArrayList<>();
        for (Section.Block block : section.blocks()) {
          blocks.add(block(file, i, block));
        }
        sections.add(new Section(section.kind(), section.length(), section.base(), blocks));
      }
      return IndexCodec.encode(sections, files);
    } catch (RuntimeException | java.io.IOException e) {
      return bytes; // it makes no sense, and that is to be noticed
    }
  }

  private static Section.Block block(ByteBuffer file, int section, Section.Block block) {
    if (block.file() != 0 || block.end() > file.capacity()) {
      return block;
    }
    int length = Layout.FRAME_BYTES + block.storedLength();
    ByteBuffer frame = file.slice((int) block.offset(), length);
    frame.putInt(0, Layout.FRAME_MAGIC).putInt(4, section).putInt(8, block.codec());
    frame.putInt(12, block.rawLength()).putInt(16, block.storedLength());
    int crc = Layout.frameCrc(frame);
    frame.putInt(20, crc);
    return new Section.Block(
        0, block.offset(), block.storedLength(), block.rawLength(), block.codec(), crc);
  }

  /** A file in memory. */
  public static FileBytes inMemory(byte[] file) {
    return new FileBytes() {
      @Override
      public long size() {
        return file.length;
      }

      @Override
      public int read(ByteBuffer target, long position) {
        if (position >= file.length) {
          return -1;
        }
        int count = (int) Math.min(target.remaining(), file.length - position);
        target.put(file, (int) position, count);
        return count;
      }

      @Override
      public void close() {}
    };
  }
}
