/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;

/**
 * Hides an interrupt from a channel, which would close itself: the streams of the default file
 * system go on in a thread that was interrupted, and so must ours.
 */
final class InterruptShield {
  private InterruptShield() {}

  static <R> R run(Action<R> action) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return action.run();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
