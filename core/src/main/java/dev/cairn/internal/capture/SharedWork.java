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

/**
 * Pieces of work that threads of the common fork-join pool begin while more are added; whoever
 * finishes takes part. No more threads work on it than {@link Cores} says.
 *
 * <p>Used by one thread. A piece must not throw.
 */
public final class SharedWork {
  private final int helpers = Cores.count() - 1;
  private final ConcurrentLinkedQueue<Runnable> pieces = new ConcurrentLinkedQueue<>();
  private final List<Helper> helping = new ArrayList<>();

  /** Takes pieces as long as there are any. */
  private static final class Helper extends RecursiveAction {
    private static final long serialVersionUID = 1L;

    private final transient ConcurrentLinkedQueue<Runnable> pieces;
    private final AtomicBoolean settled = new AtomicBoolean();

    Helper(ConcurrentLinkedQueue<Runnable> pieces) {
      this.pieces = pieces;
    }

    @Override
    protected void compute() {
      if (settled.compareAndSet(false, true)) {
        work(pieces);
      }
    }

    /** Waits for it only where it has begun: the pool's threads may all wait for something else. */
    void dismiss() {
      if (!settled.compareAndSet(false, true)) {
        join();
      }
    }
  }

  private static void work(ConcurrentLinkedQueue<Runnable> pieces) {
    for (Runnable piece = pieces.poll(); piece != null; piece = pieces.poll()) {
      piece.run();
    }
  }

  /** Adds a piece, which is done some time before {@link #finish} returns. */
  public void add(Runnable piece) {
    pieces.add(piece);
    helping.removeIf(ForkJoinTask::isDone);
    if (helping.size() < helpers) {
      Helper helper = new Helper(pieces);
      helper.fork();
      helping.add(helper);
    }
  }

  /** Returns once everything is done. */
  public void finish() {
    work(pieces);
    helping.forEach(Helper::dismiss);
    helping.clear();
  }
}
