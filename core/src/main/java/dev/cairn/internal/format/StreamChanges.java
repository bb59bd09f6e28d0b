/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * Finds what has changed between a stream and an earlier one, as steps of {@link StreamVersion}.
 *
 * <p>Both are gone through side by side, about a MiB at a time. As long as they agree, bytes are
 * compared by the processor's widest instructions. Where they do not, a change in place is looked
 * for first; then what comes next is looked for in the part of the earlier stream that is near, by
 * a table of its content, as after an insertion or a removal. Used by one thread.
 */
final class StreamChanges {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int PIECE = 1 << 20;

  /** So far before and after its place a piece is looked for. */
  private static final int MARGIN = 256 << 10;

  /** So many equal bytes are taken for the same. */
  private static final int MATCH = 16;

  /** A change in place is at most so long. */
  private static final int LONGEST_IN_PLACE = 48;

  /** Every so many bytes of the earlier stream there is an entry in the table. */
  private static final int STRIDE = 8;

  private static final int TABLE_BITS = 18;

  /** A stream in more pieces would take too much of the heap of whoever puts it together. */
  private static final long MOST_PIECES = Math.min(1 << 20, Runtime.getRuntime().maxMemory() / 512);

  private final StreamVersion earlier;
  private final byte[] now = new byte[PIECE];
  private final byte[] then = new byte[PIECE + 2 * MARGIN];
  private final int[] table = new int[1 << TABLE_BITS];
  private boolean isTableFilled;
  private int nowLength;
  private long thenFrom;
  private int thenLength;

  /** Where the earlier stream stands when this one is at its beginning; changes on the way. */
  private long drift;

  private final ByteArrayOutputStream steps = new ByteArrayOutputStream();
  private final ByteArrayOutputStream literals = new ByteArrayOutputStream();
  private long pieces;
  private long copyFrom;
  private long copied;
  private long expected;

  StreamChanges(StreamVersion earlier) {
    this.earlier = earlier;
  }

  /**
   * Finds them.
   *
   * @param length the bytes of the stream
   * @param source them
   * @param most how many bytes of steps are worth while
   * @return the steps, or null where they would be more
   */
  byte[] find(long length, ReadableByteChannel source, long most) throws IOException {
    if (length > 2 * earlier.length()) {
      return null;
    }
    for (long at = 0; at < length; at += nowLength) {
      nowLength = (int) Math.min(PIECE, length - at);
      EncodedBlock.readFully(source, now, nowLength);
      fillThen(at);
      compare(at);
      // Where half is new already, the rest will hardly be better.
      long size = (long) steps.size() + literals.size();
      boolean many = earlier.pieces() + pieces > MOST_PIECES;
      if (many || size > most || size > (at + nowLength) / 2 + MARGIN) {
        return null;
      }
    }
    flush();
    return steps.toByteArray();
  }

  private void fillThen(long at) throws IOException {
    thenFrom = Math.max(0, Math.min(earlier.length(), at + drift - MARGIN));
    thenLength = (int) Math.min(earlier.length() - thenFrom, nowLength + 2L * MARGIN);
    earlier.read(thenFrom, then, 0, thenLength);
    isTableFilled = false;
  }

  private void compare(long at) {
    for (int i = 0; i < nowLength; ) {
      long there = at + i + drift - thenFrom;
      if (there >= 0 && there < thenLength) {
        int j = (int) there;
        int same = mismatch(i, j);
        if (same >= MATCH || (same > 0 && i + same == nowLength)) {
          copy(thenFrom + j, same);
          i += same;
          continue;
        }
        int changed = changedInPlace(i, j);
        if (changed > 0) {
          literals.write(now, i, changed);
          i += changed;
          continue;
        }
      }
      i = lookFurther(at, i);
    }
  }

  private int mismatch(int i, int j) {
    int most = Math.min(nowLength - i, thenLength - j);
    int found = Arrays.mismatch(now, i, i + most, then, j, j + most);
    return found < 0 ? most : found;
  }

  /** How many bytes differ before both agree again; 0 where they do not. */
  private int changedInPlace(int i, int j) {
    int most = Math.min(nowLength - i, thenLength - j) - MATCH;
    for (int k = 1; k <= Math.min(most, LONGEST_IN_PLACE); k++) {
      if (agree(i + k, j + k)) {
        return k;
      }
    }
    return 0;
  }

  private boolean agree(int i, int j) {
    return (long) LONGS.get(now, i) == (long) LONGS.get(then, j)
        && (long) LONGS.get(now, i + 8) == (long) LONGS.get(then, j + 8);
  }

  /** Goes on to where something is found in the earlier stream; returns where that is. */
  private int lookFurther(long at, int from) {
    fillTable();
    for (int i = from; i <= nowLength - MATCH; i++) {
      int j = table[slot(now, i)] - 1;
      if (j >= 0 && agree(i, j)) {
        int begin = i;
        int there = j;
        while (begin > from && there > 0 && now[begin - 1] == then[there - 1]) {
          begin--;
          there--;
        }
        literals.write(now, from, begin - from);
        drift = thenFrom + there - (at + begin);
        return begin;
      }
    }
    literals.write(now, from, nowLength - from);
    return nowLength;
  }

  private void fillTable() {
    if (isTableFilled) {
      return;
    }
    isTableFilled = true;
    Arrays.fill(table, 0);
    for (int j = 0; j <= thenLength - MATCH; j += STRIDE) {
      table[slot(then, j)] = j + 1;
    }
  }

  private static int slot(byte[] bytes, int at) {
    long first = (long) LONGS.get(bytes, at);
    long second = (long) LONGS.get(bytes, at + 8);
    long mixed = (first * 0x9E3779B97F4A7C15L) ^ (second * 0xC2B2AE3D27D4EB4FL);
    return (int) ((mixed * 0x9E3779B97F4A7C15L) >>> (64 - TABLE_BITS));
  }

  private void copy(long from, int count) {
    if (copied > 0 && literals.size() == 0 && from == copyFrom + copied) {
      copied += count;
      return;
    }
    endCopy();
    putLiterals();
    pieces += 2;
    copyFrom = from;
    copied = count;
  }

  private void endCopy() {
    if (copied > 0) {
      long distance = copyFrom - expected;
      putNumber(copied);
      putNumber(Numbers.zigzag(distance));
      expected = copyFrom + copied;
      copied = 0;
    }
  }

  private void putLiterals() {
    putNumber(literals.size());
    steps.writeBytes(literals.toByteArray());
    literals.reset();
  }

  private void flush() {
    endCopy();
    if (literals.size() > 0) {
      putLiterals();
    }
  }

  private void putNumber(long number) {
    Numbers.put(number, steps::write);
  }
}
