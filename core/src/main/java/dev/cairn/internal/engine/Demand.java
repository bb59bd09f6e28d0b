/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Somebody wants a checkpoint. Thread-safe. */
final class Demand {
  private final CheckpointReason reason;
  private final CompletableFuture<CheckpointInfo> result = new CompletableFuture<>();
  private volatile boolean served;

  Demand(CheckpointReason reason) {
    this.reason = reason;
  }

  /** Why. */
  CheckpointReason reason() {
    return reason;
  }

  /** Completed once it is durable, or with what prevented it. */
  CompletableFuture<CheckpointInfo> result() {
    return result;
  }

  /** The state is captured, or this time it will not be: whoever waits at a safepoint may go on. */
  void serve() {
    served = true;
  }

  /** True once {@link #serve()} was called. */
  boolean isServed() {
    return served;
  }

  /** Has something done once the result is there, whatever it is. */
  void whenDone(Runnable action) {
    CompletableFuture<CheckpointInfo> unused = result.whenComplete((info, failure) -> action.run());
  }

  /** True where the checkpoint may not be skipped because the writer is busy. */
  boolean isUrgent() {
    return switch (reason) {
      case INTERVAL, SAFEPOINTS -> false;
      case FIRST, REQUEST, EXPLICIT, STOP, COMPLETE -> true;
    };
  }

  /** True where somebody waits for it, or the run is about to end: no back-off delays it. */
  boolean isWaitedFor() {
    return switch (reason) {
      case FIRST, INTERVAL, SAFEPOINTS, REQUEST -> false;
      case EXPLICIT, STOP, COMPLETE -> true;
    };
  }

  /** One checkpoint serves all demands there are; it bears the weightiest reason. */
  static CheckpointReason weightiest(List<Demand> demands) {
    CheckpointReason weightiest = CheckpointReason.INTERVAL;
    for (Demand demand : demands) {
      if (weight(demand.reason()) > weight(weightiest)) {
        weightiest = demand.reason();
      }
    }
    return weightiest;
  }

  private static int weight(CheckpointReason reason) {
    return switch (reason) {
      case INTERVAL -> 0;
      case SAFEPOINTS -> 1;
      case REQUEST -> 2;
      case EXPLICIT -> 3;
      case FIRST -> 4;
      case STOP -> 5;
      case COMPLETE -> 6;
    };
  }
}
