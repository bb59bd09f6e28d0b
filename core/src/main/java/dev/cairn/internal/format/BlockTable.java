/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.bundled.hashing.Hasher128;
import dev.cairn.bundled.hashing.Xxh3;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The blocks of one checkpoint by their content: 128 bits of XXH3, with a seed of the attempt's
 * own. A later checkpoint refers to them where its own are the same.
 *
 * <p>By the birthday bound two of 2^32 different blocks (4 PiB) collide with probability 2^-65.
 * Filled by one thread; looked into by one, once it is complete.
 */
public final class BlockTable {
  private static final Hasher128 HASHER = Xxh3.of(ThreadLocalRandom.current().nextLong());
  private static final int NONE = -1;

  private final List<BlockFile> files = new ArrayList<>();
  private final BlockList blocks = new BlockList();
  private long[] hashes = new long[128];

  /** By hash the number of a block; made when it is first looked into. */
  private int[] slots;

  BlockTable() {}

  static Hasher128 hasher() {
    return HASHER;
  }

  /** The other files in which blocks stand. */
  public List<BlockFile> files() {
    return files;
  }

  /** The number of a file in the index; 0 is the file itself. */
  int numberOf(BlockFile file) {
    int at = files.indexOf(file);
    if (at < 0) {
      files.add(file);
      at = files.size() - 1;
    }
    return at + 1;
  }

  /** All of them, in the order of the file. */
  BlockList blocks() {
    return blocks;
  }

  /** Takes a place for the next block of the file; returns its number. */
  int place() {
    int number = blocks.place();
    if (2 * number == hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, number + number / 2));
    }
    return number;
  }

  /** Says what stands at a place. */
  void set(int number, long hashHigh, long hashLow, Section.Block block) {
    hashes[2 * number] = hashHigh;
    hashes[2 * number + 1] = hashLow;
    blocks.set(number, block);
  }

  private int[] slotsOfAll() {
    int size = blocks.size();
    int[] all = new int[Integer.highestOneBit(Math.max(32, size + size / 2)) << 1];
    Arrays.fill(all, NONE);
    int mask = all.length - 1;
    for (int number = 0; number < size; number++) {
      int slot = (int) hashes[2 * number + 1] & mask;
      while (all[slot] != NONE) {
        slot = slot + 1 & mask;
      }
      all[slot] = number;
    }
    return all;
  }

  /** The number of a block of this content and length, or -1. */
  int find(long hashHigh, long hashLow, int rawLength) {
    if (slots == null) {
      slots = slotsOfAll();
    }
    int mask = slots.length - 1;
    for (int slot = (int) hashLow & mask; slots[slot] != NONE; slot = slot + 1 & mask) {
      int i = slots[slot];
      boolean same = hashes[2 * i] == hashHigh && hashes[2 * i + 1] == hashLow;
      if (same && blocks.rawLength(i) == rawLength) {
        return i;
      }
    }
    return NONE;
  }
}
