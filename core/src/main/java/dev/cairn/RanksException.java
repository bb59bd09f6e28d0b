/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * What the ranks of a run do, or what they find, does not fit together: not all came, or the run
 * was saved by another number of them.
 */
public final class RanksException extends CheckpointException {
  private static final long serialVersionUID = 1;

  /**
   * Creates it.
   *
   * @param message what does not fit, and what to do
   */
  public RanksException(String message) {
    super(message);
  }
}
