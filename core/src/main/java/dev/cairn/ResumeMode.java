/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/** Whether an attempt goes on from an earlier one. */
public enum ResumeMode {
  /** Resume where there is a checkpoint, start fresh where there is none. The default. */
  AUTO,
  /** Start fresh; earlier checkpoints stay until two of this attempt are verified. */
  NEVER,
  /** Resume, or fail with {@link NoUsableCheckpointException}. */
  REQUIRED
}
