/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.observe.FlightEvents;
import dev.cairn.internal.trigger.IntervalPolicy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Writes what was captured, one checkpoint at a time, on a thread of its own, while the program
 * goes on.
 *
 * <p>Thread-safe.
 */
final class BackgroundWriter implements AutoCloseable {
  private final CheckpointPipeline pipeline;
  private final Commit commit;
  private final TimeSource time;
  private final CheckpointResults results;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(task -> LargeStack.thread("cairn-writer", task));

  private volatile IntervalPolicy.Cost cost = IntervalPolicy.Cost.UNKNOWN;
  private volatile Duration longest = Duration.ZERO;
  private Future<?> writing;
  private CompletableFuture<Void> written = CompletableFuture.completedFuture(null);

  BackgroundWriter(
      CheckpointPipeline pipeline, Commit commit, TimeSource time, CheckpointResults results) {
    this.pipeline = pipeline;
    this.commit = commit;
    this.time = time;
    this.results = results;
  }

  /** What checkpoints have cost so far. */
  IntervalPolicy.Cost cost() {
    return cost;
  }

  /** How long the longest one took, from when the first thread waited until it was durable. */
  Duration longest() {
    return longest;
  }

  /** True while a checkpoint is being written. */
  synchronized boolean isBusy() {
    return writing != null && !writing.isDone();
  }

  /** Begins to write; the one before must be done. */
  synchronized void submit(
      List<Demand> batch, Snapshot snapshot, CheckpointPipeline.Occasion occasion) {
    CompletableFuture<Void> file = new CompletableFuture<>();
    written = file;
    writing =
        thread.submit(
            () -> {
              try {
                write(batch, snapshot, occasion, file);
              } finally {
                file.complete(null);
              }
            });
  }

  private void write(
      List<Demand> batch,
      Snapshot snapshot,
      CheckpointPipeline.Occasion occasion,
      CompletableFuture<Void> fileWritten) {
    long begun = time.nanos();
    FlightEvents.Span persisting = FlightEvents.persist();
    try {
      boolean live = snapshot.isLive();
      if (!live) { // else the program waits
        commit.awaitTurn(occasion);
      }
      CheckpointPipeline.Written file = pipeline.persist(snapshot, occasion);
      fileWritten.complete(null);
      CheckpointInfo info = commit.commit(file, occasion);
      Duration persist = Duration.ofNanos(time.nanos() - begun);
      Duration felt = live ? info.pause().plus(persist) : info.pause();
      cost = new IntervalPolicy.Cost(felt, persist);
      Duration whole = info.pause().plus(persist);
      longest = whole.compareTo(longest) > 0 ? whole : longest;
      FlightEvents.Facts facts = facts(info, occasion, persist);
      persisting.end(facts);
      occasion.whole().end(facts);
      results.tell(told -> told.durable(info, persist));
      switch (info.reason()) {
        case STOP -> {
          results.stop(true);
          complete(batch, info);
        }
        case COMPLETE -> {
          prune(info); // the program may end as soon as it is told
          results.end();
          complete(batch, info);
        }
        default -> {
          complete(batch, info);
          prune(info);
        }
      }
    } catch (Throwable e) {
      results.fail(batch, e);
    }
  }

  private static FlightEvents.Facts facts(
      CheckpointInfo info, CheckpointPipeline.Occasion occasion, Duration persist) {
    return new FlightEvents.Facts(
        info.run(),
        info.id(),
        info.reason().name(),
        info.bytes(),
        occasion.timings().arrivalNanos(),
        occasion.timings().captureNanos(),
        persist.toNanos());
  }

  private static void complete(List<Demand> batch, CheckpointInfo info) {
    batch.forEach(demand -> demand.result().complete(info));
  }

  /** Pruning never fails a checkpoint: it is durable already. */
  private void prune(CheckpointInfo info) {
    try {
      pipeline.prune(info);
    } catch (FencedException e) {
      results.tell(told -> told.fenced(e));
    } catch (Throwable e) {
      results.tell(told -> told.remark("older checkpoints could not be removed: " + e));
    }
  }

  /** Waits until the file in flight is written, whatever then becomes of it. */
  void awaitFile() {
    Future<?> current;
    synchronized (this) {
      current = written;
    }
    await(current);
  }

  /** Waits for the checkpoint in flight; an interrupt does not end that. */
  void await() {
    Future<?> current;
    synchronized (this) {
      current = writing;
    }
    await(current);
  }

  private void await(Future<?> awaited) {
    Future<?> current = awaited;
    boolean interrupted = false;
    while (current != null) {
      try {
        current.get();
        current = null;
      } catch (InterruptedException e) {
        interrupted = true;
      } catch (ExecutionException e) {
        results.tell(told -> told.failed(CheckpointReason.INTERVAL, e.getCause()));
        current = null;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    await();
    thread.shutdown();
  }
}
