/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.Compression;
import java.util.HashMap;
import java.util.Map;

/**
 * Decides for each section how its blocks are compressed, by trying on a sample. Small sections of
 * one kind share a decision for a while. Used by one thread.
 */
final class CompressionChoice {
  private static final int SAMPLE = 128 << 10;

  /** Sections of at least so many bytes are each tried. */
  private static final int LARGE = 256 << 10;

  /**
   * So many bytes of small sections go by one decision, and twice as many each time it is the same.
   */
  private static final int LASTS = 4 << 20;

  private static final int LASTS_AT_MOST = 64 << 20;

  /** What does not become smaller than this is not worth reading back through a decompressor. */
  private static final double WORTH = 0.9;

  private final Compression mode;
  private final double diskNanosPerByte;
  private final int threads;
  private final Map<Integer, Decision> decisions = new HashMap<>();
  private final byte[] shuffled = new byte[SAMPLE];
  private final byte[] packed = new byte[BlockCodec.most(SAMPLE)];

  private static final class Decision {
    BlockCodec codec = BlockCodec.NONE;
    long lasts = LASTS;
    long left;

    void becomes(BlockCodec next) {
      lasts = next.equals(codec) ? Math.min(2 * lasts, LASTS_AT_MOST) : LASTS;
      codec = next;
      left = lasts;
    }
  }

  /**
   * Creates a choice.
   *
   * @param mode what is wanted
   * @param diskNanosPerByte how long the disk takes
   * @param threads how many threads compress
   */
  CompressionChoice(Compression mode, double diskNanosPerByte, int threads) {
    this.mode = mode;
    this.diskNanosPerByte = diskNanosPerByte;
    this.threads = threads;
  }

  /**
   * Decides on a section, at its first block that is to be written.
   *
   * @param width the bytes of an element; 1 where there are none
   * @param length the bytes of the section
   * @param block its first bytes
   * @param blockLength how many
   */
  BlockCodec of(int width, long length, byte[] block, int blockLength) {
    if (mode == Compression.NONE) {
      return BlockCodec.NONE;
    }
    Decision decision = decisions.computeIfAbsent(width, unused -> new Decision());
    if (length >= LARGE || decision.left <= 0) {
      decision.becomes(best(width, block, Math.min(blockLength, SAMPLE)));
    }
    decision.left -= length;
    return decision.codec;
  }

  private BlockCodec best(int width, byte[] sample, int length) {
    BlockCodec.Method method =
        mode == Compression.ZSTD ? BlockCodec.Method.ZSTD : BlockCodec.Method.LZ4;
    BlockCodec best = BlockCodec.NONE;
    double least = cost(0, length, length);
    for (int shuffle : width == 1 ? new int[] {0} : new int[] {0, width}) {
      BlockCodec codec = new BlockCodec(method, shuffle);
      long begun = System.nanoTime();
      int stored = codec.encode(sample, length, shuffled, packed);
      double cost = cost(System.nanoTime() - begun, stored, length);
      if (stored < WORTH * length && cost < least) {
        best = codec;
        least = cost;
      }
    }
    return best;
  }

  /** In nanoseconds a byte; where time does not matter, in bytes. */
  private double cost(long nanos, int stored, int length) {
    return mode == Compression.AUTO
        ? (double) nanos / threads / length + diskNanosPerByte * stored / length
        : stored;
  }
}
