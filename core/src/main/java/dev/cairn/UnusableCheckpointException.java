/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * A checkpoint file that cannot be used: damaged, too old or too new.
 *
 * <p>A resume catches it, notes the reason and walks back to the next older checkpoint.
 */
public abstract class UnusableCheckpointException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public UnusableCheckpointException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public UnusableCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
