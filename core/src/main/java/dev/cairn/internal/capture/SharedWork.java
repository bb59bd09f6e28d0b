/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Pieces of work that threads of the common fork-join pool begin while more are added; whoever
 * finishes takes part. No more threads work on it than {@link Cores} says.
 *
 * <p>Used by one thread. What a piece throws comes out of {@link #finish}.
 */
public final class SharedWork {
  /** So much is done at once: a long time beside the handing over, a short one to wait for. */
  public static final int BATCH_BYTES = 4 << 20;

  private final int helpers = Cores.count() - 1;
  private final ConcurrentLinkedQueue<List<Runnable>> batches = new ConcurrentLinkedQueue<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final List<Helper> helping = new ArrayList<>();
  private List<Runnable> batch = new ArrayList<>();
  private long batchBytes;

  /** Takes pieces as long as there are any. */
  private final class Helper extends RecursiveAction {
    private static final long serialVersionUID = 1L;

    private final AtomicBoolean settled = new AtomicBoolean();

    @Override
    protected void compute() {
      if (settled.compareAndSet(false, true)) {
        work();
      }
    }

    /** Waits for it only where it has begun: the pool's threads may all wait for something else. */
    void dismiss() {
      if (!settled.compareAndSet(false, true)) {
        join();
      }
    }
  }

  private void work() {
    for (List<Runnable> some = batches.poll(); some != null; some = batches.poll()) {
      some.forEach(this::run);
    }
  }

  private void run(Runnable piece) {
    try {
      piece.run();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
    }
  }

  /**
   * Adds a piece, which is done some time before {@link #finish} returns.
   *
   * @param piece what is done
   * @param bytes how many bytes it moves; small ones are handed over together
   */
  public void add(Runnable piece, long bytes) {
    batch.add(piece);
    batchBytes += bytes;
    if (batchBytes >= BATCH_BYTES) {
      begin();
    }
  }

  private void handOver() {
    batches.add(batch);
    batch = new ArrayList<>();
    batchBytes = 0;
  }

  private void begin() {
    handOver();
    helping.removeIf(ForkJoinTask::isDone);
    if (helping.size() < helpers) {
      Helper helper = new Helper();
      helper.fork();
      helping.add(helper);
    }
  }

  /** Returns, or throws, once everything is done. */
  public void finish() {
    try {
      handOver();
    } finally {
      // Whatever has failed: nobody works on it when this returns.
      work();
      helping.forEach(Helper::dismiss);
      helping.clear();
    }
    Throwable failed = failure.getAndSet(null);
    if (failed instanceof Error error) {
      throw error;
    } else if (failed != null) {
      throw (RuntimeException) failed;
    }
  }
}
