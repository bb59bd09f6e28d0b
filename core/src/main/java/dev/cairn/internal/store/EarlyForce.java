/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.thread.LibraryThread;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.Optional;

/**
 * Forces a file while it is still being written, so that the disk is busy from the beginning and
 * the last force is short. A thread that mostly waits for the disk does it; small files have none.
 *
 * <p>Written to by one thread. A force that fails fails the file.
 */
final class EarlyForce {
  /** So much is written before it is forced for the first time. */
  private static final long FIRST_STEP = 8 << 20;

  /** So much is written before it is forced again. */
  private static final long STEP = 32 << 20;

  private final FileChannel channel;
  private Optional<Thread> thread = Optional.empty();
  private long written;
  private long asked;
  private boolean due;
  private boolean ended;
  private long nanos;
  private Throwable failure;

  EarlyForce(FileChannel channel) {
    this.channel = channel;
  }

  /** More was written. Never waits. */
  void wrote(int count) {
    written += count;
    if (written - asked >= (asked == 0 ? FIRST_STEP : STEP)) {
      asked = written;
      ask();
    }
  }

  private synchronized void ask() {
    if (thread.isEmpty()) {
      thread =
          LibraryThread.started("cairn-force", this::run); // without: the last force does it all
    }
    due = true;
    notifyAll();
  }

  private void run() {
    try {
      while (isAsked()) {
        long begun = System.nanoTime();
        channel.force(false);
        nanos += System.nanoTime() - begun;
      }
    } catch (IOException | RuntimeException | Error e) {
      failure = e;
    }
  }

  private synchronized boolean isAsked() {
    while (!due && !ended) {
      try {
        wait();
      } catch (InterruptedException e) {
        return false;
      }
    }
    due = false;
    return !ended;
  }

  /** All is written: begins to force the rest, where the file is not small. Never waits. */
  void wroteAll() {
    if (asked > 0) {
      ask();
    }
  }

  /** Returns once nothing is being forced any more. */
  void finish() throws IOException {
    abandon();
    if (failure != null) {
      throw new IOException("what was written could not be forced to disk: " + failure, failure);
    }
  }

  /** As {@link #finish}, whatever has happened. */
  void abandon() {
    Optional<Thread> running;
    synchronized (this) {
      ended = true;
      notifyAll();
      running = thread;
    }
    running.ifPresent(LibraryThread::join);
  }

  /** How long the disk was busy with it; once it is finished. */
  long nanos() {
    return nanos;
  }
}
