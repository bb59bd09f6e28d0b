/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/** What became of the last checkpoint of a run that was told to stop. */
public enum StopOutcome {
  /** The run was not told to stop. */
  RUNNING,
  /** The state at the stop is durable; nothing is lost. */
  SAVED,
  /**
   * The last checkpoint failed; the run will go on from {@link Checkpoint#lastDurable()}, and what
   * was computed since is lost.
   */
  NOT_SAVED
}
