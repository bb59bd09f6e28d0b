/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The figures of a running attempt, for its status file and for whoever asks. Thread-safe: single
 * figures, each written by one thread.
 */
public final class RunStatus {
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong failedInARow = new AtomicLong();
  private final AtomicLong skipped = new AtomicLong();
  private final AtomicLong withdrawn = new AtomicLong();
  private volatile String state = "RUNNING";
  private volatile String lastFailure = "";

  /** A checkpoint is durable; returns how many before it failed in a row. */
  public long taken() {
    taken.incrementAndGet();
    return failedInARow.getAndSet(0);
  }

  /** A checkpoint failed; returns how many have in a row. */
  public long failed(String reason) {
    failed.incrementAndGet();
    lastFailure = reason;
    return failedInARow.incrementAndGet();
  }

  /** A due checkpoint found the writer busy. */
  public void skipped() {
    skipped.incrementAndGet();
  }

  /** A request was withdrawn because a thread did not arrive. */
  public void withdrawn() {
    withdrawn.incrementAndGet();
  }

  /** The state changes: RUNNING, STOPPING, STOPPED, COMPLETE, FENCED. */
  public void state(String newState) {
    state = newState;
  }

  /** Checkpoints that were skipped because the writer was busy. */
  public long skippedCount() {
    return skipped.get();
  }

  /** Checkpoints that failed. */
  public long failedCount() {
    return failed.get();
  }

  /** Durable checkpoints of this attempt. */
  public long takenCount() {
    return taken.get();
  }

  /**
   * The figures as a status file shows them.
   *
   * @param run the name of the run
   * @param epoch the attempt
   * @param newest the newest durable checkpoint, as people read it; empty where there is none
   * @param now the clock
   * @param nextDue until the next checkpoint is due
   * @return members and values, in order
   */
  public java.util.Map<String, Object> figures(
      String run, long epoch, String newest, Instant now, Duration nextDue) {
    java.util.Map<String, Object> figures = new java.util.LinkedHashMap<>();
    figures.put("run", run);
    figures.put("state", state);
    figures.put("epoch", epoch);
    figures.put("newest", newest);
    figures.put("writtenAt", now.toString());
    figures.put("nextDueSeconds", nextDue.toSeconds());
    figures.put("taken", taken.get());
    figures.put("failed", failed.get());
    figures.put("failedInARow", failedInARow.get());
    figures.put("lastFailure", lastFailure);
    figures.put("skipped", skipped.get());
    figures.put("withdrawn", withdrawn.get());
    return figures;
  }
}
