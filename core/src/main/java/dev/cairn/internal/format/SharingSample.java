/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A few blocks of a state, one from each stretch of equal length, that are looked for before all
 * are: where nearly everything has changed, that need not be found out block by block.
 *
 * <p>Where half of a state is known, fewer than an eighth of 16 blocks are with a probability of
 * 0.0003; then as much is written as could have been shared.
 */
public final class SharingSample {
  private static final int MOST = 64;
  private static final int LEAST = 16;

  /** Of so many blocks one is tried. */
  private static final int ONE_OF = 16;

  private final BlockTable table;
  private final EncodedBlock block = new EncodedBlock();
  private final SplittableRandom random;
  private final long stretch;
  private final int count;
  private long begin;
  private long end;
  private long wanted;
  private int tried;
  private int found;

  /**
   * Begins a sample.
   *
   * @param table the blocks of the checkpoint before
   * @param bytes the bytes of all sections that will be offered
   */
  public SharingSample(BlockTable table, long bytes) {
    this.table = table;
    int blocks = table.blocks().size();
    this.count = Math.max(LEAST, Math.min(MOST, blocks / ONE_OF));
    this.random = new SplittableRandom(blocks);
    this.stretch = Math.max(1, bytes / count);
    this.wanted = random.nextLong(stretch);
  }

  /**
   * Offers the next section.
   *
   * @param length its bytes
   * @param source opens them; called only where one of its blocks is tried
   */
  public void section(long length, Supplier<? extends ReadableByteChannel> source)
      throws IOException {
    begin = end;
    end += length;
    while (tried < count && wanted < end) {
      long from = (wanted - begin) / Layout.BLOCK_BYTES * Layout.BLOCK_BYTES;
      try (ReadableByteChannel channel = source.get()) {
        for (long at = 0; at < from; at += Layout.BLOCK_BYTES) {
          block.skip(channel, Layout.BLOCK_BYTES);
        }
        block.fill(channel, (int) Math.min(Layout.BLOCK_BYTES, length - from));
      }
      block.hash(BlockTable.hasher());
      found += table.find(block.hashHigh, block.hashLow, block.length) >= 0 ? 1 : 0;
      tried++;
      wanted = tried * stretch + random.nextLong(stretch);
    }
  }

  /** True where hardly any block that was tried is known. */
  public boolean isNew() {
    return found < count / 8;
  }
}
