/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * A checkpoint could not be written.
 *
 * <p>Thrown where the run has no checkpoint at all yet, from {@link Checkpoint#checkpointNow()},
 * and after a configured number of failures in a row; otherwise a failure is logged and counted.
 */
public final class CheckpointWriteException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public CheckpointWriteException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public CheckpointWriteException(String message, Throwable cause) {
    super(message, cause);
  }
}
