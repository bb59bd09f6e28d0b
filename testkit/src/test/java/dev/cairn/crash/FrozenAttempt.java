/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import dev.cairn.testkit.ClientCache;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.PausePoint;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * An attempt in a thread of its own, with a file system of its own over the same folder, that is
 * frozen before some of its operations. Used by one thread.
 */
final class FrozenAttempt implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 60;

  private final RecordingFileSystem files;
  private final Function<Path, Contest.End> attempt;
  private PausePoint pause;
  private CompletableFuture<Contest.End> end;

  /**
   * Creates it; it does not run yet.
   *
   * @param folder the real folder
   * @param attempt gets the folder as this attempt is to reach it
   */
  FrozenAttempt(Path folder, Function<Path, Contest.End> attempt) throws IOException {
    this.files = RecordingFileSystem.over(folder);
    this.attempt = attempt;
  }

  /**
   * Has it see the folder as a client of a file server may.
   *
   * @param cache what the client remembers
   */
  FrozenAttempt through(ClientCache cache) {
    files.seenThrough(cache);
    return this;
  }

  /**
   * Lets it run until it is about to do an operation, or ends.
   *
   * @param operations the number of that operation from now on; 1 is the next
   * @return false where it has ended
   */
  boolean runUntil(long operations) throws InterruptedException {
    AtomicLong left = new AtomicLong(operations);
    CountDownLatch stopped = new CountDownLatch(1);
    PausePoint next =
        files.pauseBefore(
            step -> {
              boolean here = changes(step) && left.decrementAndGet() == 0;
              if (here) {
                stopped.countDown();
              }
              return here;
            });
    PausePoint before = pause;
    pause = next;
    if (end == null) {
      end =
          CompletableFuture.supplyAsync(
              () -> attempt.apply(files.root()), task -> new Thread(task, "attempt").start());
    } else if (before != null) {
      before.release();
    }
    CompletableFuture<Void> unused =
        end.handle(
            (how, failure) -> {
              stopped.countDown();
              return null;
            });
    stopped.await();
    return !end.isDone();
  }

  private static boolean changes(Operation operation) {
    return !(operation instanceof Operation.Open open) || open.writing();
  }

  /** What it is held before. */
  String heldBefore() {
    return pause.reached().map(Operation::toString).orElse("nothing");
  }

  /** All that it has done to the folder. */
  @Override
  public String toString() {
    return files.trace().toString();
  }

  /** Lets it run to its end. */
  Contest.End runToEnd() throws Exception {
    if (end == null) {
      boolean unused = runUntil(Long.MAX_VALUE);
    }
    pause.release();
    return end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    pause.release();
    files.close();
  }
}
