/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * The state may be half changed: an update or a worker ended with an exception in the middle of it,
 * and no checkpoint is taken until the program calls {@link Checkpoint#declareSound()}; or a thread
 * was found changing the state while all that take part waited, and that checkpoint was not taken.
 */
public final class TornStateException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public TornStateException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public TornStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
