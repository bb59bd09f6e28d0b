/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import java.util.LinkedHashMap;
import java.util.Map;
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

  /** The state changes: RUNNING, STOPPING, STOPPED, COMPLETE, FENCED, ENDED. */
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

  /** RUNNING, STOPPING, STOPPED, COMPLETE, FENCED or ENDED. */
  public String state() {
    return state;
  }

  /** Why the last checkpoint that failed did; empty where none has. */
  public String lastFailure() {
    return lastFailure;
  }

  /**
   * What was counted, as a status file shows it.
   *
   * @return members and values, in order
   */
  public Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("taken", taken.get());
    counts.put("failed", failed.get());
    counts.put("failedInARow", failedInARow.get());
    counts.put("lastFailure", lastFailure);
    counts.put("skipped", skipped.get());
    counts.put("withdrawn", withdrawn.get());
    return counts;
  }
}
