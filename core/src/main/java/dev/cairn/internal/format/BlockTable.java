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
 * Filled by one thread; read by any once it is complete.
 */
public final class BlockTable {
  private static final Hasher128 HASHER = Xxh3.of(ThreadLocalRandom.current().nextLong());
  private static final int NONE = -1;

  /** File, stored length, raw length, codec, CRC. */
  private static final int FIELDS = 5;

  private final List<BlockFile> files = new ArrayList<>();
  private int size;
  private int capacity = 32;
  private long[] hashes = new long[2 * capacity];
  private long[] offsets = new long[capacity];
  private int[] places = new int[FIELDS * capacity];
  private int[] slots = new int[2 * capacity];

  BlockTable() {
    Arrays.fill(slots, NONE);
  }

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

  void add(long hashHigh, long hashLow, Section.Block block) {
    if (size == capacity) {
      grow();
    }
    hashes[2 * size] = hashHigh;
    hashes[2 * size + 1] = hashLow;
    offsets[size] = block.offset();
    int at = size * FIELDS;
    places[at] = block.file();
    places[at + 1] = block.storedLength();
    places[at + 2] = block.rawLength();
    places[at + 3] = block.codec();
    places[at + 4] = block.crc();
    slots[freeSlot(hashLow)] = size;
    size++;
  }

  private void grow() {
    capacity *= 2;
    hashes = Arrays.copyOf(hashes, 2 * capacity);
    offsets = Arrays.copyOf(offsets, capacity);
    places = Arrays.copyOf(places, FIELDS * capacity);
    slots = new int[2 * capacity];
    Arrays.fill(slots, NONE);
    for (int i = 0; i < size; i++) {
      slots[freeSlot(hashes[2 * i + 1])] = i;
    }
  }

  private int freeSlot(long hashLow) {
    int mask = slots.length - 1;
    int slot = (int) hashLow & mask;
    while (slots[slot] != NONE) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** The number of a block of this content and length, or -1. */
  int find(long hashHigh, long hashLow, int rawLength) {
    int mask = slots.length - 1;
    for (int slot = (int) hashLow & mask; slots[slot] != NONE; slot = slot + 1 & mask) {
      int i = slots[slot];
      boolean same = hashes[2 * i] == hashHigh && hashes[2 * i + 1] == hashLow;
      if (same && places[i * FIELDS + 2] == rawLength) {
        return i;
      }
    }
    return NONE;
  }

  Section.Block get(int i) {
    int at = i * FIELDS;
    return new Section.Block(
        places[at], offsets[i], places[at + 1], places[at + 2], places[at + 3], places[at + 4]);
  }

  /** In which file a block stands; 0 is the file itself. */
  int fileOf(int i) {
    return places[i * FIELDS];
  }

  int storedLength(int i) {
    return places[i * FIELDS + 1];
  }
}
