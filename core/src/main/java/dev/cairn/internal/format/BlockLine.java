/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Blocks that are worked on by several threads and come out in the order in which they went in.
 * Used by one thread, whose work is done by the executor's.
 */
final class BlockLine {
  /** What is done with a block that is ready. */
  interface Sink {
    void accept(EncodedBlock block) throws IOException;
  }

  private final Executor executor;
  private final int most;
  private final ArrayDeque<EncodedBlock> free = new ArrayDeque<>();
  private final ArrayDeque<CompletableFuture<EncodedBlock>> begun = new ArrayDeque<>();

  /**
   * Creates an empty line.
   *
   * @param executor who does the work
   * @param blocks how many are under way at most
   */
  BlockLine(Executor executor, int blocks) {
    this.executor = executor;
    this.most = blocks;
  }

  /** A block to be filled; where all are under way, the oldest comes out first. */
  EncodedBlock next(Sink sink) throws IOException {
    if (free.isEmpty() && begun.size() >= most) {
      takeOldest(sink);
    }
    return free.isEmpty() ? new EncodedBlock() : free.removeFirst();
  }

  /** Gives back what was taken and not begun. */
  void giveBack(EncodedBlock block) {
    free.addFirst(block);
  }

  void begin(EncodedBlock block, Consumer<EncodedBlock> work) {
    begun.add(
        CompletableFuture.supplyAsync(
            () -> {
              work.accept(block);
              return block;
            },
            executor));
  }

  private void takeOldest(Sink sink) throws IOException {
    EncodedBlock block;
    try {
      block = begun.removeFirst().join();
    } catch (CompletionException e) {
      throw new IOException("a block could not be encoded: " + e.getCause(), e.getCause());
    }
    free.addFirst(block);
    sink.accept(block);
  }

  /** All that is under way comes out. */
  void drain(Sink sink) throws IOException {
    while (!begun.isEmpty()) {
      takeOldest(sink);
    }
  }

  /** Nothing is under way any more, and nothing comes out. */
  void abandon() {
    for (CompletableFuture<EncodedBlock> one : begun) {
      try {
        EncodedBlock unused = one.join();
      } catch (CompletionException e) {
        // What has failed is abandoned as well.
      }
    }
    begun.clear();
  }
}
