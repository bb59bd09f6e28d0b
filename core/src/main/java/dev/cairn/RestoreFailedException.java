/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * The state was read and verified, but a hook of the program failed on it.
 *
 * <p>The resume fails; it does not walk back to an older checkpoint, since the file is sound.
 */
public final class RestoreFailedException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public RestoreFailedException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public RestoreFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
