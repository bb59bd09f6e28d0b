/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import java.util.List;

/**
 * How an attempt to close the gate ended.
 *
 * @param result how
 * @param late the threads that did not arrive; empty unless the result is LATE
 * @param waitedNanos how long the first to come has waited for the last
 */
public record Closing(Result result, List<Thread> late, long waitedNanos) {
  /** How it can end. */
  public enum Result {
    /** Every thread waits: the state may be captured until the gate is opened. */
    CLOSED,
    /** Some threads did not arrive in time: the request was withdrawn, everybody goes on. */
    LATE,
    /** The state may be half changed: nothing may be captured. */
    TORN,
    /** The run has ended: nothing more is to be captured. */
    ENDED
  }

  static final Closing ENDED = new Closing(Result.ENDED, List.of(), 0);
  static final Closing TORN = new Closing(Result.TORN, List.of(), 0);

  /** The late threads, what each is doing and where: for the log. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (Thread thread : late) {
      text.append("\n  thread \"").append(thread.getName()).append('"').append(doing(thread));
      for (StackTraceElement frame : thread.getStackTrace()) {
        text.append("\n      at ").append(frame);
      }
    }
    return text.toString();
  }

  private static String doing(Thread thread) {
    return switch (thread.getState()) {
      case BLOCKED, WAITING, TIMED_WAITING ->
          " waits, and not at a safepoint. If it changes no state meanwhile, let it take part by run.worker() and "
              + "put that one's away() around the call; if it waits for others to end their step, it is they who are late";
      default -> " has not come to a safepoint";
    };
  }
}
