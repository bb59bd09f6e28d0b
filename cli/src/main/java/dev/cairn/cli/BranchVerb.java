/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.CheckpointFileName;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.RunFinder;
import dev.cairn.internal.inspect.RunPins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Begins a run with the state of another. */
@Command(
    name = "branch",
    description = {
      "Begins a new run with the state of an old checkpoint, which is read whole and pinned first:",
      "  cairn branch ising@3/42 --name hotter -- java -jar ising.jar --temperature 3",
      "Without a command it says what to set."
    })
final class BranchVerb extends Verb {
  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "RUN@3/42, or RUN for its newest.")
  private String word;

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "What starts the program, after --.")
  private List<String> command = List.of();

  @Option(names = "--name", required = true, description = "The name of the new run.")
  private String name;

  @Option(names = "--no-pin", description = "Do not pin the checkpoint.")
  private boolean noPin;

  @Override
  int run() throws IOException, InterruptedException {
    if (!name.matches("[A-Za-z0-9._=+@-]+") || name.startsWith(".")) {
      throw new CommandException(
          ExitCode.USAGE, "--name " + name + ": letters, digits and ._=+@- alone");
    }
    requireNew(name);
    CheckpointFileName checkpoint = target().checkpoint(word);
    try (CheckpointView view = CheckpointView.open(checkpoint.path(), keys())) {
      view.verify();
    }
    if (!noPin && checkpoint.file().isPresent()) {
      new RunPins(checkpoint).pin(checkpoint.file().get());
    }
    String from = checkpoint.path().toAbsolutePath().normalize().toString();
    if (command.isEmpty()) {
      terminal()
          .line("CAIRN_BRANCH_FROM=" + quoted(from) + " CAIRN_NAME=" + quoted(name) + " java ...");
      terminal()
          .note(
              "the checkpoint is sound"
                  + (noPin ? "" : " and pinned")
                  + "; start the program so. It needs ignoreArguments() or the same ones, and outputs of its own");
      return ExitCode.GOOD;
    }
    ProcessBuilder start = new ProcessBuilder(new ArrayList<>(command)).inheritIO();
    Map<String, String> environment = start.environment();
    environment.put("CAIRN_BRANCH_FROM", from);
    environment.put("CAIRN_NAME", name);
    return start.start().waitFor();
  }

  /** Else the program would go on with that run, and branch nothing. */
  private static void requireNew(String name) {
    for (Path directory : RunFinder.likelyDirectories()) {
      if (RunFinder.isRun(directory.resolve(name))) {
        throw new CommandException(
            ExitCode.NOT_SO,
            "there is a run " + name + " in " + directory + " already; give another --name");
      }
    }
  }

  private static String quoted(String text) {
    return text.matches("[A-Za-z0-9/._=+@-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
