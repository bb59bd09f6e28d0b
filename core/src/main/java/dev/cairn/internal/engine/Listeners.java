/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.observe.FlightEvents;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.thread.LibraryThread;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.RunAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells the program's listeners, on a thread that does nothing else: whatever one of them waits
 * for, no checkpoint waits with it. One that throws is said once and not called again; what there
 * is to tell while one hangs is lost beyond some thousand calls.
 *
 * <p>Thread-safe.
 */
final class Listeners implements CheckpointResults.Outcome {
  private static final int MOST_WAITING = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final RunAttempt attempt;
  private final RunLog log;

  /** Touched by the one thread alone. */
  private final List<CheckpointListener> all;

  private final boolean isAnybodyThere;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(MOST_WAITING),
          task -> LibraryThread.of("cairn-listeners", task));

  Listeners(List<CheckpointListener> all, RunAttempt attempt, RunLog log) {
    this.all = new ArrayList<>(all);
    this.isAnybodyThere = !all.isEmpty();
    this.attempt = attempt;
    this.log = log;
    thread.allowCoreThreadTimeOut(true);
  }

  private void tell(Consumer<CheckpointListener> what) {
    if (!isAnybodyThere) {
      return;
    }
    try {
      thread.execute(() -> tellAll(what));
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      if (lost.compareAndSet(false, true)) {
        log.warning("run " + attempt.run() + ": a listener hangs; it is not told of all any more");
      }
    }
  }

  private void tellAll(Consumer<CheckpointListener> what) {
    for (CheckpointListener listener : List.copyOf(all)) {
      try {
        what.accept(listener);
      } catch (Throwable e) {
        all.remove(listener);
        log.error(
            "run "
                + attempt.run()
                + ": the listener "
                + listener.getClass().getName()
                + " failed and is not called any more",
            e);
      }
    }
  }

  void opened() {
    tell(listener -> listener.opened(attempt));
  }

  /** Tells that it has ended, and waits until all is told; not for ever. */
  void closed() {
    tell(listener -> listener.closed(attempt));
    CountDownLatch told = new CountDownLatch(1);
    try {
      thread.execute(told::countDown);
      boolean unused = told.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException | OutOfMemoryError e) {
      // Whoever hangs is not waited for.
    }
    thread.shutdown();
  }

  @Override
  public void durable(CheckpointInfo info, Duration persist) {
    tell(listener -> listener.durable(attempt, info, persist));
  }

  @Override
  public void failed(CheckpointReason reason, Throwable cause) {
    FlightEvents.failure(
        FlightEvents.Facts.of(attempt.run(), "", reason + ": " + cause.getMessage()));
    tell(listener -> listener.failed(attempt, reason, cause));
  }

  @Override
  public void skipped() {
    tell(listener -> listener.skipped(attempt));
  }

  /** Whoever notices it first. */
  void isFenced(FencedException exception) {
    FlightEvents.fence(FlightEvents.Facts.of(attempt.run(), "", exception.getMessage()));
    tell(listener -> listener.fenced(attempt));
  }

  @Override
  public void stopped(boolean saved) {
    tell(listener -> listener.stopped(attempt, saved));
  }
}
