/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.gate.Closing;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * All who are told what becomes of an attempt's checkpoints, in their order: whatever one of them
 * throws, the next is told all the same.
 *
 * <p>Thread-safe where they are.
 */
final class AttemptOutcome implements CheckpointResults.Outcome {
  private final List<CheckpointResults.Outcome> all;

  AttemptOutcome(CheckpointResults.Outcome... all) {
    this.all = List.of(all);
  }

  private void tell(Consumer<CheckpointResults.Outcome> what) {
    Throwable failure = null;
    for (CheckpointResults.Outcome one : all) {
      try {
        what.accept(one);
      } catch (Throwable e) {
        failure = e;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    } else if (failure != null) {
      throw (RuntimeException) failure; // nothing here declares any other
    }
  }

  @Override
  public void durable(CheckpointInfo info, Duration persist) {
    tell(told -> told.durable(info, persist));
  }

  @Override
  public void failed(CheckpointReason reason, Throwable cause) {
    tell(told -> told.failed(reason, cause));
  }

  @Override
  public void late(Closing closing, boolean stands) {
    tell(told -> told.late(closing, stands));
  }

  @Override
  public void skipped() {
    tell(CheckpointResults.Outcome::skipped);
  }

  @Override
  public void remark(String text) {
    tell(told -> told.remark(text));
  }

  @Override
  public void streamed(long bytes) {
    tell(told -> told.streamed(bytes));
  }

  @Override
  public void fenced(FencedException exception) {
    tell(told -> told.fenced(exception));
  }

  @Override
  public void stopped(boolean saved) {
    tell(told -> told.stopped(saved));
  }
}
