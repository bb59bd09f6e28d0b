/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shows in an exception that another thread has met where the program waited for that: otherwise a
 * user would see none of his own lines. Stateless.
 */
final class CallerTrace {
  private static final String BOUNDARY = "-- below: in a thread of Cairn --";

  private CallerTrace() {}

  /** The exception, with the calling thread's stack on top of its own. */
  static <E extends RuntimeException> E addedTo(E exception) {
    StackTraceElement[] own = exception.getStackTrace();
    if (Arrays.stream(own).anyMatch(frame -> frame.getClassName().equals(BOUNDARY))) {
      return exception;
    }
    List<StackTraceElement> frames =
        new ArrayList<>(Arrays.asList(new Throwable().getStackTrace()));
    frames.remove(0);
    frames.add(new StackTraceElement(BOUNDARY, "", null, -1));
    frames.addAll(Arrays.asList(own));
    exception.setStackTrace(frames.toArray(StackTraceElement[]::new));
    return exception;
  }
}
