/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * The key file cannot be used, or a checkpoint cannot be read with what is in it: it is encrypted
 * under another key, or not at all.
 *
 * <p>The message names the file and the key by its number, never by its bytes. Nothing older is
 * taken instead, and nothing is changed or deleted: with the right key the run goes on.
 */
public final class CheckpointKeyException extends CheckpointException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what happened, where, what was found and expected, and what to do
   */
  public CheckpointKeyException(String message) {
    super(message);
  }

  /**
   * Creates the exception with its cause.
   *
   * @param message what happened, where, what was found and expected, and what to do
   * @param cause what led to it, or null
   */
  public CheckpointKeyException(String message, Throwable cause) {
    super(message, cause);
  }
}
