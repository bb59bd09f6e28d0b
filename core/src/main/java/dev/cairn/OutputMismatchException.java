/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * An output of the run no longer holds what it held when the checkpoint was taken: it is shorter,
 * or other bytes are in it. Nothing was changed.
 */
public final class OutputMismatchException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public OutputMismatchException(String message) {
    super(message);
  }
}
