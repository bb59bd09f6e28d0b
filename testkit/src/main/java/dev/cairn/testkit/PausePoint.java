/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * A place where one thread stops right before an operation, until it is released: the way to make a
 * zombie that wakes up after another process took over.
 *
 * <pre>{@code
 * try (PausePoint pause = recording.pauseBefore(o -> o instanceof Operation.Rename)) {
 *   writer.start();
 *   pause.awaitReached(Duration.ofSeconds(10));
 *   takeOver();
 * } // closing releases it
 * }</pre>
 *
 * <p>Only the first operation that matches is held back; it is judged anew, by the state of things
 * then, after the release. An interrupt does not wake the thread, but it finds itself interrupted
 * after the release.
 *
 * <p>Threading: safe for use by many threads. Failure: {@link #awaitReached} throws {@link
 * TimeoutException} when no thread came by.
 */
public final class PausePoint implements AutoCloseable {
  private final Predicate<? super Operation> which;
  private final AtomicReference<Operation> stoppedBefore = new AtomicReference<>();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  PausePoint(Predicate<? super Operation> which) {
    this.which = which;
  }

  /** Blocks the calling thread if this is the operation to stop before. */
  void stopBefore(Operation operation) {
    if (released.getCount() == 0 || stoppedBefore.get() != null || !which.test(operation)) {
      return;
    }
    if (stoppedBefore.compareAndSet(null, operation)) {
      reached.countDown();
      awaitReleased();
    }
  }

  private void awaitReleased() {
    boolean interrupted = false;
    while (true) {
      try {
        released.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Waits until a thread has stopped here.
   *
   * @param patience how long to wait
   * @return what the thread is about to do
   * @throws InterruptedException if the waiting thread is interrupted
   * @throws TimeoutException if no thread came by
   */
  public Operation awaitReached(Duration patience) throws InterruptedException, TimeoutException {
    if (!reached.await(patience.toNanos(), TimeUnit.NANOSECONDS)) {
      throw new TimeoutException("no thread reached the pause within " + patience);
    }
    return stoppedBefore.get();
  }

  /**
   * What was held back, if anything yet.
   *
   * @return the operation as it was when its thread stopped
   */
  public Optional<Operation> reached() {
    return Optional.ofNullable(stoppedBefore.get());
  }

  /** Lets the thread go on, and nobody be stopped here any more. */
  public void release() {
    released.countDown();
  }

  /** The same as {@link #release}. */
  @Override
  public void close() {
    release();
  }
}
