/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.thread.LibraryThread;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Threads with room for the deep recursion of a program's own hashCode, equals and compareTo: the
 * library itself does not recurse. The memory is only reserved. Stateless.
 */
final class LargeStack {
  static final long BYTES = 256L << 20;

  private LargeStack() {}

  static Thread thread(String name, Runnable task) {
    return LibraryThread.of(name, task, BYTES);
  }

  /** Calls and waits for the result. */
  static <T> T call(String name, Callable<T> task) throws IOException {
    FutureTask<T> future = new FutureTask<>(task);
    return resultOf(future, thread(name, future));
  }

  /**
   * The same where the program's own code is called, such as what follows a restore: that may ask
   * in which thread group it is.
   */
  static <T> T callProgram(String name, Callable<T> task) throws IOException {
    FutureTask<T> future = new FutureTask<>(task);
    return resultOf(future, LibraryThread.ofProgram(name, future, BYTES));
  }

  private static <T> T resultOf(FutureTask<T> future, Thread thread) throws IOException {
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return future.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw rethrown(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static IOException rethrown(Throwable cause) {
    if (cause instanceof RuntimeException e) {
      throw CallerTrace.addedTo(e);
    } else if (cause instanceof Error e) {
      throw e;
    } else if (cause instanceof IOException e) {
      return e;
    }
    return new IOException(cause);
  }
}
