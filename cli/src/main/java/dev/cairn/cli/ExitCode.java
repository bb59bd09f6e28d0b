/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

/** With what the command ends; docs/cli.md lists them. */
final class ExitCode {
  /** All is well. */
  static final int GOOD = 0;

  /** What was asked is not so: damage was found, something will not work, nothing was done. */
  static final int NOT_SO = 1;

  /** It was called in a wrong way. */
  static final int USAGE = 2;

  /** There is no such run, checkpoint or path. */
  static final int NOT_FOUND = 3;

  /** Somebody is at work on the run. */
  static final int IN_USE = 4;

  /** It cannot be read or written: rights, keys, the disk. */
  static final int NO_ACCESS = 5;

  private ExitCode() {}
}
