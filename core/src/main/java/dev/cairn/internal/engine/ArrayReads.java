/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.capture.SharedWork;
import dev.cairn.internal.format.BlockReader;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reads the elements of large arrays on several threads, straight into the arrays, while the graph
 * that refers to them is being allocated.
 *
 * <p>Used by one thread. The arrays must not be looked at before {@link #finish}.
 */
final class ArrayReads {
  private final CheckpointFileReader reader;
  private final ConcurrentLinkedQueue<BlockReader> idle = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final SharedWork work = new SharedWork();

  ArrayReads(CheckpointFileReader reader) {
    this.reader = reader;
  }

  /** What is done with a block. */
  private interface Action {
    void accept(BlockReader blocks) throws IOException;
  }

  private void read(Action action) {
    if (failure.get() != null) {
      return;
    }
    BlockReader found = idle.poll();
    BlockReader blocks = found == null ? reader.newBlockReader() : found;
    try {
      action.accept(blocks);
    } catch (IOException | RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    } finally {
      idle.add(blocks);
    }
  }

  /**
   * Reads a section into an array, some time before {@link #finish} returns.
   *
   * @param section its number
   * @param all its blocks
   * @param array an array of primitives of just its length
   */
  void add(int section, List<Section.Block> all, Object array) {
    int elementBytes = PrimitiveArrays.elementBytes(array.getClass());
    long at = 0;
    for (Section.Block block : all) {
      if (block.rawLength() % elementBytes != 0) {
        throw new CorruptCheckpointException(reader.path() + ": a block ends inside an element");
      }
      int from = (int) (at / elementBytes);
      work.add(
          () -> read(blocks -> copyIn(blocks.read(section, block), array, from)),
          block.rawLength());
      at += block.rawLength();
    }
  }

  private static void copyIn(ByteBuffer bytes, Object array, int from) {
    int elementBytes = PrimitiveArrays.elementBytes(array.getClass());
    PrimitiveArrays.copyIn(bytes, array, from, bytes.remaining() / elementBytes);
  }

  /**
   * Reads a section, checks and decodes it, some time before {@link #finish} returns.
   *
   * @param section its number
   * @param all its blocks
   */
  void check(int section, List<Section.Block> all) {
    for (Section.Block block : all) {
      Action decode =
          blocks -> {
            ByteBuffer unused = blocks.read(section, block);
          };
      work.add(() -> read(decode), block.rawLength());
    }
  }

  /**
   * Returns once everything is read.
   *
   * @throws IOException if the file cannot be read
   * @throws CorruptCheckpointException if it is damaged
   */
  void finish() throws IOException {
    work.finish();
    rethrow(failure.get());
  }

  private static void rethrow(Throwable e) throws IOException {
    if (e instanceof IOException io) {
      throw io;
    } else if (e instanceof RuntimeException runtime) {
      throw runtime;
    } else if (e instanceof Error error) {
      throw error;
    }
  }
}
