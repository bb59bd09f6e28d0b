/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * Another attempt of the same run is alive: it was not disturbed.
 *
 * <p>The message names its job, host and process, and how to take the run over by force.
 */
public final class RunInUseException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public RunInUseException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public RunInUseException(String message, Throwable cause) {
    super(message, cause);
  }
}
