/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpoint;
import dev.cairn.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;

/**
 * Threads that sweep a lattice together, one for each of its stripes.
 *
 * <p>They meet at a barrier before the black sites, between black and white, and after the white
 * ones. They wait there inside {@link Worker#away()}, so that a checkpoint need not wait for them.
 * The thread that calls {@link #sweepOnce()} waits there as well, but <em>not</em> away: as long as
 * it is on its way to its next safepoint no checkpoint is taken, so none sees half a sweep.
 */
final class SweepCrew implements AutoCloseable {
  private final Checkpoint<?> run;
  private final Lattice lattice;
  private final Phaser barrier;
  private final List<Thread> threads = new ArrayList<>();
  private volatile Throwable failure;

  SweepCrew(Checkpoint<?> run, Lattice lattice, Stripe... stripes) {
    this.run = run;
    this.lattice = lattice;
    this.barrier = new Phaser(stripes.length + 1);
    for (Stripe stripe : stripes) {
      Thread thread = new Thread(() -> work(stripe), "sweep-" + threads.size());
      threads.add(thread);
      thread.start();
    }
  }

  /** Sweeps the lattice once, and returns when all stripes are done. */
  void sweepOnce() {
    for (int meeting = 0; meeting < 3; meeting++) {
      if (barrier.arriveAndAwaitAdvance() < 0) {
        throw new IllegalStateException("a thread of the crew has failed", failure);
      }
    }
  }

  private void work(Stripe stripe) {
    try (Worker worker = run.worker()) {
      while (meet(worker)) {
        stripe.flip(lattice, Colour.BLACK);
        meet(worker);
        stripe.flip(lattice, Colour.WHITE);
        meet(worker);
      }
      worker.finish();
    } catch (RuntimeException | Error e) {
      failure = e;
      barrier.forceTermination();
    }
  }

  /** Waits for the others; false at the end of the work. */
  private boolean meet(Worker worker) {
    try (Worker.Away away = worker.away()) {
      return barrier.arriveAndAwaitAdvance() >= 0;
    }
  }

  /** Sends the threads home. To be called between two sweeps. */
  @Override
  public void close() {
    barrier.forceTermination();
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
