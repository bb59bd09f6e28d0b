/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * A later attempt has taken this run over: this one may write no more and should end.
 *
 * <p>Thrown by {@link Checkpoint#safepoint()} and by everything else that would write.
 */
public final class FencedException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public FencedException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public FencedException(String message, Throwable cause) {
    super(message, cause);
  }
}
