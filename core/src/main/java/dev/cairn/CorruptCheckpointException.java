/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/** A checkpoint file is damaged or incomplete: no byte of it is used. */
public final class CorruptCheckpointException extends UnusableCheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public CorruptCheckpointException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public CorruptCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
