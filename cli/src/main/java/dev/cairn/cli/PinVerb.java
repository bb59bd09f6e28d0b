/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.CheckpointException;
import dev.cairn.internal.inspect.CheckpointFileName;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.RunPins;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Keeps checkpoints. */
@Command(
    name = "pin",
    description =
        "Keeps checkpoints, whatever the program's policy says; also while it is running.")
class PinVerb extends Verb {
  @Parameters(
      arity = "1..*",
      paramLabel = "CHECKPOINT",
      description = "RUN@3/42, or RUN for its newest.")
  private List<String> words;

  void change(RunPins pins, CheckpointFileName checkpoint) throws IOException {
    pins.pin(checkpoint.file().orElseThrow());
    terminal().line("pinned " + checkpoint.path());
    try (CheckpointView view = CheckpointView.open(checkpoint.path(), keys())) {
      view.verify();
    } catch (CheckpointException e) {
      terminal()
          .note(
              terminal().marked(Terminal.Mark.WARNING, "but it cannot be used: ") + e.getMessage());
    }
  }

  @Override
  int run() throws IOException {
    for (String word : words) {
      CheckpointFileName checkpoint = target().checkpoint(word);
      if (checkpoint.file().isEmpty()) {
        throw new CommandException(
            ExitCode.USAGE, word + " is a file; name it as RUN@3/42, so that its run is known");
      }
      change(new RunPins(checkpoint), checkpoint);
    }
    return ExitCode.GOOD;
  }
}
