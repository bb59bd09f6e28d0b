/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** The sections of a file, in 15 bytes each, and their blocks. Filled by one thread. */
final class SectionList extends AbstractList<Section> implements RandomAccess {
  private final BlockList blocks;
  private int size;
  private byte[] kinds = new byte[16];
  private long[] lengths = new long[16];
  private short[] bases = new short[16];
  private int[] firsts = new int[16];

  /**
   * Creates an empty list.
   *
   * @param blocks gets the blocks of each section before the next one is begun
   */
  SectionList(BlockList blocks) {
    this.blocks = blocks;
  }

  /** Begins a section; its blocks are placed next. Returns its number. */
  int begin(Section.Kind kind, long length, int base) {
    if (size == kinds.length) {
      int larger = Math.addExact(size, size / 2);
      kinds = Arrays.copyOf(kinds, larger);
      lengths = Arrays.copyOf(lengths, larger);
      bases = Arrays.copyOf(bases, larger);
      firsts = Arrays.copyOf(firsts, larger);
    }
    kinds[size] = (byte) kind.code();
    lengths[size] = length;
    bases[size] = (short) base;
    firsts[size] = blocks.size();
    return size++;
  }

  long totalLength() {
    return Arrays.stream(lengths, 0, size).sum();
  }

  int base(int number) {
    return bases[number];
  }

  BlockList blocks() {
    return blocks;
  }

  @Override
  public Section get(int number) {
    int first = firsts[number];
    int end = number + 1 < size ? firsts[number + 1] : blocks.size();
    return new Section(
        Section.Kind.of(kinds[number]),
        lengths[number],
        bases[number],
        blocks.view(first, end - first));
  }

  @Override
  public int size() {
    return size;
  }
}
