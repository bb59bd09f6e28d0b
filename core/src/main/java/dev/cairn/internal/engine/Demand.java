/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.internal.rank.Cut;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Somebody wants a checkpoint. Thread-safe. */
final class Demand {
  private final CheckpointReason reason;
  private final CompletableFuture<CheckpointInfo> result = new CompletableFuture<>();
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final Optional<Cut> cut;
  private volatile boolean served;

  private enum State {
    OPEN,
    CAPTURED,
    WRITTEN,
    WITHDRAWN
  }

  Demand(CheckpointReason reason) {
    this.reason = reason;
    this.cut = Optional.empty();
  }

  /** At a safepoint where all ranks of the run take one. */
  Demand(Cut cut) {
    this.reason = cut.reason();
    this.cut = Optional.of(cut);
  }

  /** Where all ranks of the run take it; empty where there are none. */
  Optional<Cut> cut() {
    return cut;
  }

  /** Why. */
  CheckpointReason reason() {
    return reason;
  }

  /** Completed once it is durable, or with what prevented it. */
  CompletableFuture<CheckpointInfo> result() {
    return result;
  }

  /** A capture will serve it; false where it was withdrawn. */
  boolean take() {
    return state.compareAndSet(State.OPEN, State.CAPTURED) || state.get() == State.CAPTURED;
  }

  /** What was captured is whole, and will be written. */
  void write() {
    state.compareAndSet(State.CAPTURED, State.WRITTEN);
  }

  /** The capture was void: it is to be served by another. */
  void putBack() {
    state.compareAndSet(State.CAPTURED, State.OPEN);
  }

  /**
   * Whoever demanded it no longer waits, and must not be surprised by it later.
   *
   * @return false where it is too late: it is being written
   */
  boolean withdraw() {
    // While it is captured, only a thread that has made the capture void comes here.
    boolean withdrawn =
        state.compareAndSet(State.OPEN, State.WITHDRAWN)
            || state.compareAndSet(State.CAPTURED, State.WITHDRAWN);
    return withdrawn || isWithdrawn();
  }

  /** True where nobody waits for it any more. */
  boolean isWithdrawn() {
    return state.get() == State.WITHDRAWN;
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

  /** Has something done once it has failed. */
  void whenFailed(Consumer<Throwable> action) {
    CompletableFuture<CheckpointInfo> unused =
        result.whenComplete(
            (info, failure) -> {
              if (failure != null) {
                action.accept(failure);
              }
            });
  }

  /** True for checkpoints that the program waits for until they are durable. */
  static boolean isWaitedFor(CheckpointReason reason) {
    return switch (reason) {
      case FIRST, STOP, COMPLETE -> true;
      case INTERVAL, SAFEPOINTS, REQUEST, EXPLICIT -> false;
    };
  }

  /** True where the checkpoint may not be skipped because the writer is busy. */
  boolean isUrgent() {
    return cut.isPresent() || isUrgent(reason);
  }

  private static boolean isUrgent(CheckpointReason reason) {
    return switch (reason) {
      case INTERVAL, SAFEPOINTS -> false;
      case FIRST, REQUEST, EXPLICIT, STOP, COMPLETE -> true;
    };
  }

  /** True where somebody waits for it, or the run is about to end: no back-off delays it. */
  boolean isWaitedFor() {
    return cut.isPresent() || isTriedAtOnce(reason); // the other ranks are there as well
  }

  private static boolean isTriedAtOnce(CheckpointReason reason) {
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
