/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.engine.RemovalPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes all but the newest checkpoints. */
@Command(
    name = "prune",
    description = {
      "Removes all but the newest checkpoints of runs that nobody is at work on.",
      "Always two that were read whole and share nothing stay, what is pinned, and what cannot be read."
    })
final class PruneVerb extends Verb.Changing {
  @Parameters(arity = "1..*", paramLabel = "RUN", description = "Folders or names.")
  private List<String> words;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "How many of the newest stay (default: ${DEFAULT-VALUE}, at least 2).")
  private int keep = 2;

  @Override
  int run() throws IOException {
    if (keep < 2) {
      throw new CommandException(
          ExitCode.USAGE,
          "--keep " + keep + ": at least 2, so that one damaged file loses nothing");
    }
    for (Path folder : target().runs(words)) {
      RemovalPlan plan = RemovalPlan.keepingLast(folder, keys(), keep);
      RemovalText.show(terminal(), folder, plan);
      if (!plan.isEmpty() && isConfirmed("remove them?")) {
        try (Maintenance claimed = Maintenance.claim(folder, false)) {
          claimed.carryOut(RemovalPlan.keepingLast(folder, keys(), keep));
        }
        terminal().line("removed");
      }
    }
    return ExitCode.GOOD;
  }
}
