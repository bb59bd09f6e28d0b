/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A stream of the graph that is stored as changes of an earlier one: which of its bytes stand
 * where. The changes of all files are put together once; after that it is read in one go, with one
 * block of each file in memory.
 *
 * <p>What is stored for such a section are steps, each {@code literals | them | copied | where}: a
 * varint and so many bytes of the stream, then a varint and where in the earlier stream so many
 * bytes stand, as a zigzag varint from where the last copy ended. The last step may have no copy.
 *
 * <p>Used by one thread.
 */
final class StreamVersion {
  /** Chains are far shorter; what is deeper was made up. */
  private static final int DEEPEST = 1_000;

  /** Changes that make more pieces of a stored byte were made up: each piece takes memory. */
  private static final int PIECES_OF_A_BYTE = 64;

  /** So many are never too many. */
  private static final int SOME_PIECES = 1 << 16;

  private static final int MOST_PIECES = 32 << 20;

  private final List<Origin> origins = new ArrayList<>();
  private long storedBytes;
  private int size;
  private long[] ends = new long[16];
  private int[] origin = new int[16];
  private long[] offsets = new long[16];

  /** A section of a file, of which one block is in memory. */
  private static final class Origin {
    private final int section;
    private final List<Section.Block> blocks;
    private final BlockReader blockReader;
    private int current = -1;
    private byte[] bytes = new byte[0];

    Origin(CheckpointFileReader reader, int section) {
      this.section = section;
      this.blocks = reader.sections().get(section).blocks();
      this.blockReader = reader.streamBlocks();
    }

    /** Reads some bytes; returns how many. */
    int read(long at, byte[] target, int offset, int count) throws IOException {
      int block = (int) (at / Layout.BLOCK_BYTES);
      if (block != current) {
        int raw = blocks.get(block).rawLength();
        bytes = bytes.length == raw ? bytes : new byte[raw];
        current = -1;
        blockReader.read(section, blocks.get(block)).get(bytes);
        current = block;
      }
      int from = (int) (at % Layout.BLOCK_BYTES);
      int some = Math.min(count, bytes.length - from);
      System.arraycopy(bytes, from, target, offset, some);
      return some;
    }
  }

  /** Puts together the stream of a section. */
  static StreamVersion of(CheckpointFileReader reader, int section) throws IOException {
    return of(reader, section, 0);
  }

  private static StreamVersion of(CheckpointFileReader reader, int number, int depth)
      throws IOException {
    Section section = reader.sections().get(number);
    StreamVersion version = new StreamVersion();
    version.storedBytes = section.bytesInFile();
    if (section.base() == 0) {
      version.origins.add(new Origin(reader, number));
      version.append(0, 0, section.length());
      return version;
    }
    CheckpointFileReader earlier = reader.base(section.base());
    boolean fits =
        depth < DEEPEST
            && number < earlier.sections().size()
            && earlier.sections().get(number).kind() == section.kind();
    if (!fits) {
      throw reader.corrupt("the stream that section " + number + " changes is not there");
    }
    StreamVersion base = of(earlier, number, depth + 1);
    version.storedBytes += base.storedBytes;
    version.origins.addAll(base.origins);
    version.origins.add(new Origin(reader, number));
    version.compose(base, section, reader);
    return version;
  }

  private void compose(StreamVersion base, Section section, CheckpointFileReader reader)
      throws IOException {
    int own = origins.size() - 1;
    Steps steps = new Steps(origins.get(own), section.storedBytes());
    long expected = 0;
    long left = section.length();
    if (left > 2 * base.length() + section.storedBytes()) {
      throw reader.corrupt("a stream is longer than its changes can make it");
    }
    while (left > 0) {
      long literals = steps.number();
      long at = steps.position;
      boolean sound = literals >= 0 && literals <= Math.min(left, steps.skip(literals));
      left -= literals;
      long copied = 0;
      if (sound) {
        append(own, at, literals);
      }
      if (sound && left > 0) {
        copied = steps.number();
        long distance = steps.number();
        expected += Numbers.signed(distance);
        sound =
            copied >= 0
                && copied <= left
                && copied + literals > 0
                && expected >= 0
                && expected <= base.length() - copied;
      }
      if (!sound) {
        throw reader.corrupt("the changes of a stream make no sense");
      }
      base.copyTo(this, expected, copied);
      if (size > mostPieces()) {
        throw reader.corrupt("a stream is in too many pieces");
      }
      expected += copied;
      left -= copied;
    }
    if (steps.position != steps.length) {
      throw reader.corrupt("the changes of a stream go on behind its end");
    }
  }

  private long mostPieces() {
    return Math.min(MOST_PIECES, Math.max(SOME_PIECES, PIECES_OF_A_BYTE * storedBytes));
  }

  /** Reads the stored steps from front to back. */
  private static final class Steps {
    private final Origin origin;
    private final long length;
    private final byte[] one = new byte[1];
    private long position;

    Steps(Origin origin, long length) {
      this.origin = origin;
      this.length = length;
    }

    long number() throws IOException {
      return Numbers.get(this::next);
    }

    private int next() throws IOException {
      boolean isThere = position < length && origin.read(position++, one, 0, 1) == 1;
      return isThere ? one[0] & 0xff : -1;
    }

    /** Leaves out bytes where there are as many; returns how many there were. */
    long skip(long count) {
      long there = length - position;
      position += Math.max(0, Math.min(count, there));
      return there;
    }
  }

  private void copyTo(StreamVersion target, long from, long count) {
    int segment = segmentAt(from);
    long at = from;
    for (long left = count; left > 0; segment++) {
      long some = Math.min(left, ends[segment] - at);
      target.append(origin[segment], offsets[segment] + at - startOf(segment), some);
      at += some;
      left -= some;
    }
  }

  private void append(int from, long offset, long count) {
    if (count == 0) {
      return;
    }
    long begin = length();
    boolean goesOn =
        size > 0
            && origin[size - 1] == from
            && offsets[size - 1] + begin - startOf(size - 1) == offset;
    if (goesOn) {
      ends[size - 1] = begin + count;
      return;
    }
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      origin = Arrays.copyOf(origin, 2 * size);
      offsets = Arrays.copyOf(offsets, 2 * size);
    }
    ends[size] = begin + count;
    origin[size] = from;
    offsets[size] = offset;
    size++;
  }

  private long startOf(int segment) {
    return segment == 0 ? 0 : ends[segment - 1];
  }

  private int segmentAt(long position) {
    int found = Arrays.binarySearch(ends, 0, size, position);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** In how many pieces it stands. */
  long pieces() {
    return size;
  }

  /** The bytes of the stream. */
  long length() {
    return size == 0 ? 0 : ends[size - 1];
  }

  /** Reads some bytes of it. */
  void read(long from, byte[] target, int offset, int count) throws IOException {
    int segment = segmentAt(from);
    int done = 0;
    while (done < count) {
      long at = from + done;
      if (at == ends[segment]) {
        segment++;
      }
      int some = (int) Math.min(count - done, ends[segment] - at);
      long there = offsets[segment] + at - startOf(segment);
      done += origins.get(origin[segment]).read(there, target, offset + done, some);
    }
  }

  /** Reads it from its beginning. */
  InputStream open() {
    return new InputStream() {
      private final byte[] one = new byte[1];
      private long position;

      @Override
      public int read() throws IOException {
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] target, int offset, int count) throws IOException {
        int some = (int) Math.min(count, length() - position);
        if (some == 0) {
          return count == 0 ? 0 : -1;
        }
        StreamVersion.this.read(position, target, offset, some);
        position += some;
        return some;
      }
    };
  }

  /** Reads it all. */
  void verify() throws IOException {
    byte[] piece = new byte[64 << 10];
    for (long at = 0; at < length(); at += piece.length) {
      read(at, piece, 0, (int) Math.min(piece.length, length() - at));
    }
  }
}
