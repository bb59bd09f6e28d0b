/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

/** Ends the command with a message and an exit code. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;

  CommandException(int code, String message) {
    super(message);
    this.code = code;
  }

  int code() {
    return code;
  }
}
