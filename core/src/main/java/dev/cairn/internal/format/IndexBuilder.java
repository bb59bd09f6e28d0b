/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.nio.ByteBuffer;
import java.util.List;

/** The index of a file as it grows. Blocks get their places before they are known. */
final class IndexBuilder {
  private ByteBuffer index = ByteBuffer.allocateDirect(64 << 10).putInt(0);
  private int sections;

  /** Begins a section; its blocks follow. Returns its number. */
  int section(Section.Kind kind, long length, int base, int blocks) {
    need(Section.HEAD_BYTES);
    index.putInt(kind.code()).putLong(length).putInt(base).putInt(blocks);
    return sections++;
  }

  /** The place of the next block, to be filled later. */
  int place() {
    need(Section.Block.BYTES);
    int at = index.position();
    index.position(at + Section.Block.BYTES);
    return at;
  }

  void put(int place, Section.Block block) {
    block.putAt(index, place);
  }

  /** The whole index. */
  ByteBuffer finish(List<BlockFile> files) {
    need(4 + files.size() * BlockFile.BYTES);
    index.putInt(files.size());
    files.forEach(file -> file.appendTo(index));
    return index.putInt(0, sections).flip();
  }

  private void need(int bytes) {
    if (index.remaining() < bytes) {
      int larger = Math.toIntExact(2L * index.capacity() + bytes);
      index = ByteBuffer.allocateDirect(larger).put(index.flip());
    }
  }
}
