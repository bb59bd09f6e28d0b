/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * The registered state holds something that cannot be saved, or would not come back the same.
 *
 * <p>The message names the field path from the root, for example {@code Ising.random -> ...}, and
 * the remedy. Thrown before the first safepoint returns.
 */
public final class UnsupportedStateException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public UnsupportedStateException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public UnsupportedStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
