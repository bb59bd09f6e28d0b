/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.observe.FlightEvents;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.RunAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells the program's listeners, one call at a time, and the Flight Recorder. A listener that
 * throws is said once and not called again.
 *
 * <p>Thread-safe.
 */
final class Listeners implements CheckpointResults.Outcome {
  private final RunAttempt attempt;
  private final RunLog log;
  private final List<CheckpointListener> all;

  Listeners(List<CheckpointListener> all, RunAttempt attempt, RunLog log) {
    this.all = new ArrayList<>(all);
    this.attempt = attempt;
    this.log = log;
  }

  private synchronized void tell(Consumer<CheckpointListener> what) {
    for (CheckpointListener listener : List.copyOf(all)) {
      try {
        what.accept(listener);
      } catch (Throwable e) {
        all.remove(listener);
        log.error(
            "run "
                + attempt.run()
                + ": the listener "
                + listener.getClass().getName()
                + " failed and is not called any more",
            e);
      }
    }
  }

  void opened() {
    tell(listener -> listener.opened(attempt));
  }

  void closed() {
    tell(listener -> listener.closed(attempt));
  }

  @Override
  public void durable(CheckpointInfo info, Duration persist) {
    tell(listener -> listener.durable(attempt, info, persist));
  }

  @Override
  public void failed(CheckpointReason reason, Throwable cause) {
    FlightEvents.failure(
        FlightEvents.Facts.of(attempt.run(), "", reason + ": " + cause.getMessage()));
    tell(listener -> listener.failed(attempt, reason, cause));
  }

  @Override
  public void skipped() {
    tell(listener -> listener.skipped(attempt));
  }

  @Override
  public void fenced(FencedException exception) {
    FlightEvents.fence(FlightEvents.Facts.of(attempt.run(), "", exception.getMessage()));
    tell(listener -> listener.fenced(attempt));
  }

  @Override
  public void stopped(boolean saved) {
    tell(listener -> listener.stopped(attempt, saved));
  }
}
