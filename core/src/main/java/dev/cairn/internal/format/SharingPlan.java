/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.bundled.hashing.Hasher128;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Which blocks of a state stand in earlier files already, block by block in the order of the file.
 * Made before anything is written, so that it can be decided whether sharing is worth while.
 */
public final class SharingPlan {
  /** Streams of fewer new bytes are simply written. */
  private static final long LEAST_CHANGED = 64 << 10;

  /** Changes are found on the heap of the program; where they are more, blocks are written. */
  private static final long MOST_CHANGES = 32 << 20;

  /** A block that stands nowhere yet. */
  static final int NEW = -1;

  private final BlockTable table;
  private final BlockFile tableFile;
  private int[] known = new int[1024];
  private long[] hashes = new long[2048];
  private int size;
  private long newBytes;
  private long sharedBytes;
  private final Map<Integer, byte[]> changes = new HashMap<>();

  /** Of each section the number of its first block, and its bytes. */
  private final List<long[]> sections = new ArrayList<>();

  /**
   * Begins a plan.
   *
   * @param table the blocks of the checkpoint before
   * @param tableFile its file
   */
  public SharingPlan(BlockTable table, BlockFile tableFile) {
    this.table = table;
    this.tableFile = tableFile;
  }

  /**
   * Looks for the blocks of a section.
   *
   * @param length its bytes
   * @param source them
   * @param encoding whose threads hash
   */
  public void section(long length, ReadableByteChannel source, Encoding encoding)
      throws IOException {
    sections.add(new long[] {size, length});
    BlockLine line = encoding.line();
    Hasher128 hasher = BlockTable.hasher();
    try {
      for (long left = length; left > 0; ) {
        int raw = (int) Math.min(left, Layout.BLOCK_BYTES);
        EncodedBlock block = line.next(this::add);
        block.fill(source, raw);
        line.begin(block, filled -> filled.hash(hasher));
        left -= raw;
      }
      line.drain(this::add);
    } catch (IOException | RuntimeException | Error e) {
      line.abandon();
      throw e;
    }
  }

  /** True where so much of a stream is new that it is worth while to look for what has changed. */
  public boolean isChanged(int section) {
    return freshBytes(section) >= LEAST_CHANGED;
  }

  private long freshBytes(int section) {
    int first = (int) sections.get(section)[0];
    long length = sections.get(section)[1];
    long fresh = 0;
    for (int i = 0; i < Section.blocksOf(length); i++) {
      long from = (long) i * Layout.BLOCK_BYTES;
      fresh += known[first + i] == NEW ? Math.min(Layout.BLOCK_BYTES, length - from) : 0;
    }
    return fresh;
  }

  /**
   * Looks for what has changed in a stream, and writes that where it is less than its new blocks.
   *
   * @param section its number
   * @param source its bytes
   * @param before the file of the checkpoint before
   * @throws IOException if that, or one that it needs, cannot be read
   */
  public void changes(int section, ReadableByteChannel source, CheckpointFileReader before)
      throws IOException {
    long fresh = freshBytes(section);
    long length = sections.get(section)[1];
    long most = Math.min(fresh / 2, Math.min(MOST_CHANGES, Runtime.getRuntime().maxMemory() / 32));
    byte[] found = new StreamChanges(StreamVersion.of(before, section)).find(length, source, most);
    if (found != null) {
      changes.put(section, found);
      newBytes -= fresh - found.length;
      sharedBytes += fresh - found.length;
      int first = (int) sections.get(section)[0];
      Arrays.fill(known, first, first + Section.blocksOf(length), NEW);
    }
  }

  private void add(EncodedBlock block) {
    if (size == known.length) {
      known = Arrays.copyOf(known, size + size / 2);
      hashes = Arrays.copyOf(hashes, 2 * known.length);
    }
    int found = table.find(block.hashHigh, block.hashLow, block.length);
    hashes[2 * size] = block.hashHigh;
    hashes[2 * size + 1] = block.hashLow;
    known[size++] = found;
    if (found == NEW) {
      newBytes += block.length;
    } else {
      sharedBytes += block.length;
    }
  }

  /** The bytes of blocks that have to be written, before they are compressed. */
  public long newBytes() {
    return newBytes;
  }

  /** The bytes of blocks that stand somewhere already. */
  public long sharedBytes() {
    return sharedBytes;
  }

  /**
   * Writes blocks anew that are the last ones needed of a file, so that it can be removed.
   *
   * @param share a file of which less than this share is needed is given up
   * @param most the most bytes to be written for that
   */
  public void leaveBehind(double share, long most) {
    long[] needed = new long[table.files().size() + 1];
    for (int i = 0; i < size; i++) {
      if (known[i] != NEW) {
        needed[table.blocks().file(known[i])] += table.blocks().storedLength(known[i]);
      }
    }
    boolean[] given = new boolean[needed.length];
    long left = most;
    // The file of the checkpoint before is kept anyway.
    for (int file = 1; file < needed.length; file++) {
      boolean few = needed[file] < share * table.files().get(file - 1).length();
      if (needed[file] > 0 && few && needed[file] <= left) {
        given[file] = true;
        left -= needed[file];
      }
    }
    for (int i = 0; i < size; i++) {
      if (known[i] != NEW && given[table.blocks().file(known[i])]) {
        int raw = table.blocks().rawLength(known[i]);
        known[i] = NEW;
        newBytes += raw;
        sharedBytes -= raw;
      }
    }
  }

  /** The files that are needed by what is shared. */
  public List<BlockFile> files() {
    boolean[] needed = new boolean[table.files().size() + 1];
    for (int i = 0; i < size; i++) {
      if (known[i] != NEW) {
        needed[table.blocks().file(known[i])] = true;
      }
    }
    List<BlockFile> files = new ArrayList<>();
    for (int file = 0; file < needed.length; file++) {
      if (needed[file]) {
        files.add(file(file));
      }
    }
    if (!changes.isEmpty()) {
      // The file before is opened, and with it all that it needs itself.
      Stream.concat(Stream.of(tableFile), table.files().stream())
          .filter(file -> !files.contains(file))
          .forEach(files::add);
    }
    return files;
  }

  private BlockFile file(int number) {
    return number == 0 ? tableFile : table.files().get(number - 1);
  }

  /** What has changed in the stream of a section; null where it is written in blocks as it is. */
  byte[] changesOf(int section) {
    return changes.get(section);
  }

  /**
   * Says in the table of a later file which files its streams are made from.
   *
   * @return the number there of the file with the streams before
   */
  int addStreamFiles(BlockTable later) {
    int before = later.numberOf(tableFile);
    table.files().forEach(later::numberOf);
    return before;
  }

  /** True where the block of this number is not to be written. */
  boolean isShared(int block) {
    return known[block] != NEW;
  }

  /** Says in the table of a later file where a shared block stands that has a place there. */
  void share(int block, BlockTable later, int place) {
    Section.Block there = table.blocks().get(known[block]);
    Section.Block here = there.in(later.numberOf(file(there.file())));
    later.set(place, hashes[2 * block], hashes[2 * block + 1], here);
  }
}
