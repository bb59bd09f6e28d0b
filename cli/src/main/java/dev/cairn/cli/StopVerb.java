/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.RunView;
import picocli.CommandLine.Command;

/** Asks a running program to end. */
@Command(
    name = "stop",
    description =
        "Has a running program take a last checkpoint and end; the next start goes on from there.")
final class StopVerb extends RequestVerb {
  @Override
  String request() {
    return "stop";
  }

  @Override
  boolean isDone(RunView before, RunView now) {
    return !now.state().isAlive();
  }
}
