/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import dev.cairn.TornStateException;
import java.util.function.Supplier;

/**
 * What every safepoint has to say from now on: go on, end, an exception, or that the state is
 * suspect. Guarded by the gate's lock.
 */
final class Verdict {
  private boolean ended;
  private String torn;
  private Throwable tornBy;
  private Supplier<? extends RuntimeException> condemned;

  void end() {
    ended = true;
  }

  boolean isEnded() {
    return ended;
  }

  void condemn(Supplier<? extends RuntimeException> exception) {
    condemned = exception;
  }

  /** The state may be half changed. */
  void tear(String how, Throwable by) {
    torn = how;
    tornBy = by;
  }

  /** The program has looked: the state is whole. */
  void mend() {
    torn = null;
    tornBy = null;
  }

  boolean isTorn() {
    return torn != null;
  }

  /** True where nobody has to wait at the gate for anything any more. */
  boolean isFinal() {
    return ended || condemned != null;
  }

  /** Throws what every safepoint has to throw now. */
  void check() {
    if (condemned != null) {
      throw condemned.get();
    }
    if (torn != null) {
      throw new TornStateException(
          torn
              + ", so the state may be half changed and is not saved; check or mend it, then "
              + "call declareSound(), or end the program and resume from the last checkpoint",
          tornBy);
    }
  }
}
