/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * Where blocks stand, in 24 bytes each: a state of many small arrays has millions of them. Filled
 * by one thread.
 */
final class BlockList {
  private int size;
  private long[] offsets = new long[64];
  private int[] storedLengths = new int[64];
  private int[] rawLengths = new int[64];
  private int[] crcs = new int[64];
  private short[] codecs = new short[64];
  private short[] files = new short[64];

  int size() {
    return size;
  }

  /** Takes a place behind the last, to be {@link #set} later; returns its number. */
  int place() {
    if (size == offsets.length) {
      int larger = Math.addExact(size, size / 2);
      offsets = Arrays.copyOf(offsets, larger);
      storedLengths = Arrays.copyOf(storedLengths, larger);
      rawLengths = Arrays.copyOf(rawLengths, larger);
      crcs = Arrays.copyOf(crcs, larger);
      codecs = Arrays.copyOf(codecs, larger);
      files = Arrays.copyOf(files, larger);
    }
    return size++;
  }

  void set(int number, Section.Block block) {
    offsets[number] = block.offset();
    storedLengths[number] = block.storedLength();
    rawLengths[number] = block.rawLength();
    crcs[number] = block.crc();
    codecs[number] = (short) block.codec();
    files[number] = (short) block.file();
  }

  Section.Block get(int number) {
    return new Section.Block(
        file(number),
        offsets[number],
        storedLengths[number],
        rawLengths[number],
        codecs[number],
        crcs[number]);
  }

  /** In which file a block stands; 0 is the file itself. */
  int file(int number) {
    return files[number];
  }

  int storedLength(int number) {
    return storedLengths[number];
  }

  int rawLength(int number) {
    return rawLengths[number];
  }

  /** Some of them as a list. */
  List<Section.Block> view(int from, int count) {
    return new AbstractList<>() {
      @Override
      public Section.Block get(int index) {
        return BlockList.this.get(from + index);
      }

      @Override
      public int size() {
        return count;
      }
    };
  }
}
