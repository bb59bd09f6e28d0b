/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;

/** One operation that is to be judged, done and recorded in one go. */
interface Step<R> {
  /**
   * What is about to happen, by the present state of things. Asked with the recorder's lock held,
   * and again after a pause, so it must change nothing.
   */
  Operation intended() throws IOException;

  /** Does it. */
  R run() throws IOException;

  /** What happened in the end, where that is known only afterwards. */
  default Operation effective(Operation intended, R result) throws IOException {
    return intended;
  }

  /** A step without a result whose operation comes out as intended. */
  static Step<Void> of(Action<? extends Operation> intended, Action<?> action) {
    return new Step<>() {
      @Override
      public Operation intended() throws IOException {
        return intended.run();
      }

      @Override
      public Void run() throws IOException {
        action.run();
        return null;
      }
    };
  }
}
