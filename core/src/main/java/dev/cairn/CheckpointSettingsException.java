/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * An option has an impossible value, or two options contradict each other.
 *
 * <p>Thrown before anything on disk is touched.
 */
public final class CheckpointSettingsException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public CheckpointSettingsException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public CheckpointSettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
