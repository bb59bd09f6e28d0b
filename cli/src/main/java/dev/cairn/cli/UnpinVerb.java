/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.CheckpointFileName;
import dev.cairn.internal.inspect.RunPins;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Keeps checkpoints no longer. */
@Command(
    name = "unpin",
    description = "Keeps checkpoints no longer than the program's policy does.")
final class UnpinVerb extends PinVerb {
  @Override
  void change(RunPins pins, CheckpointFileName checkpoint) throws IOException {
    pins.unpin(checkpoint.file().orElseThrow());
    terminal().line("no longer pinned: " + checkpoint.path());
  }
}
