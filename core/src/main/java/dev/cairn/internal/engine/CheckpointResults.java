/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.gate.Closing;
import dev.cairn.internal.gate.SafepointGate;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells what became of checkpoints: to those who demanded them, and to each {@link Outcome}. Knows
 * when the run has ended, so that no further checkpoint is due.
 *
 * <p>Thread-safe.
 */
final class CheckpointResults {
  /** Who is told. */
  interface Outcome {
    /**
     * One is durable.
     *
     * @param persist how long that took once the program was let go
     */
    void durable(CheckpointInfo info, Duration persist);

    void failed(CheckpointReason reason, Throwable cause);

    /**
     * Not every thread came.
     *
     * @param stands true where nobody waits for it, so that the request stands
     */
    default void late(Closing closing, boolean stands) {}

    default void skipped() {}

    default void remark(String text) {}

    /** The state had no room in memory: the program waits while it is written. */
    default void streamed(long bytes) {}

    default void fenced(FencedException exception) {}

    /** The run was told to stop; its last checkpoint is durable or has failed. */
    default void stopped(boolean saved) {}
  }

  private final List<Outcome> outcomes;
  private final SafepointGate gate;
  private volatile boolean ended;

  CheckpointResults(List<Outcome> outcomes, SafepointGate gate) {
    this.outcomes = List.copyOf(outcomes);
    this.gate = gate;
  }

  /**
   * Who is told must not be able to stop the checkpoints, nor keep it from the next: a logging
   * backend may throw.
   */
  void tell(Consumer<Outcome> what) {
    for (Outcome outcome : outcomes) {
      try {
        what.accept(outcome);
      } catch (Throwable e) {
        System.err.println("cairn: ERROR: a message about a checkpoint was lost: " + e);
      }
    }
  }

  /** It failed: those who demanded it learn why. */
  void fail(List<Demand> batch, Throwable cause) {
    try {
      if (cause instanceof FencedException fenced) {
        ended = true;
        tell(told -> told.fenced(fenced));
      } else {
        tell(told -> told.failed(Demand.weightiest(batch), cause));
      }
      if (isStopOver(batch, cause)) {
        stop(false);
      }
    } finally {
      batch.forEach(demand -> demand.result().completeExceptionally(cause));
    }
  }

  /** Where all ranks stop, all have to: what one cannot save is tried again. */
  private static boolean isStopOver(List<Demand> batch, Throwable cause) {
    return batch.stream()
        .filter(demand -> demand.reason() == CheckpointReason.STOP)
        .anyMatch(
            demand ->
                demand.cut().isEmpty()
                    || (cause instanceof NotCommittedException missed && missed.stops()));
  }

  /** The run was told to stop: from here on every safepoint is false. */
  void stop(boolean saved) {
    tell(told -> told.stopped(saved));
    end();
  }

  /** No further checkpoint is taken. */
  void end() {
    ended = true;
    gate.end();
  }

  /** True once no further checkpoint is due. */
  boolean isEnded() {
    return ended;
  }
}
