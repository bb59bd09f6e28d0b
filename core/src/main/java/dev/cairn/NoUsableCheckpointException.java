/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * The run has checkpoints, but none of them can be used.
 *
 * <p>The message lists each one with its reason. Nothing was deleted, and no fresh start was made.
 */
public final class NoUsableCheckpointException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public NoUsableCheckpointException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public NoUsableCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
