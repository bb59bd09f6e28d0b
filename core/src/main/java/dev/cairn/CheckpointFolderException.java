/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * The folder for the checkpoints cannot be used: missing, read-only, full, foreign or unsafe.
 *
 * <p>Nothing in it was changed.
 */
public final class CheckpointFolderException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public CheckpointFolderException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public CheckpointFolderException(String message, Throwable cause) {
    super(message, cause);
  }
}
