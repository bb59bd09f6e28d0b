/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/** What becomes of a job that ends before its run is finished. */
public enum Requeue {
  /**
   * It is put into the queue again where its time was used up, by what works there. Not where
   * somebody has cancelled it, and not where the scheduler itself starts it again.
   */
  AUTO,
  /** Nothing. */
  NEVER,
  /** The command that starts it again is printed, and not carried out. */
  PRINT,
  /**
   * As {@link #AUTO}, by submitting a new job with the options of this one: where the site lets no
   * job be requeued.
   */
  RESUBMIT
}
