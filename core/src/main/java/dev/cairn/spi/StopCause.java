/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

/** Why an attempt ends before its run is finished. */
public enum StopCause {
  /** The time of its job is used up, or nearly so. */
  TIME_LIMIT,
  /** The scheduler needs the place for another job, and starts this one again by itself. */
  PREEMPTED,
  /** Somebody wants the job gone. */
  CANCELLED,
  /** Somebody has asked this run to stop, or the program itself. */
  REQUESTED,
  /** Nobody can tell. */
  UNKNOWN
}
