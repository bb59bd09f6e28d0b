/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.engine.RemovalPlan;
import dev.cairn.internal.inspect.CheckpointFileName;
import dev.cairn.internal.inspect.DiskUsage;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes checkpoints, or whole runs. */
@Command(
    name = "rm",
    description = {
      "Removes checkpoints of runs that nobody is at work on, or with --run whole runs.",
      "A pinned one is refused, and one without which nothing usable would be left."
    })
final class RemoveVerb extends Verb.Changing {
  @Parameters(
      arity = "1..*",
      paramLabel = "CHECKPOINT|RUN",
      description = "RUN@3/42; with --run RUN.")
  private List<String> words;

  @Option(names = "--run", description = "Whole runs, with all that is in their folders.")
  private boolean whole;

  @Override
  int run() throws IOException {
    if (whole) {
      for (String word : words) {
        removeRun(target().run(word));
      }
      return ExitCode.GOOD;
    }
    Map<Path, Set<String>> ids = new LinkedHashMap<>();
    for (String word : words) {
      CheckpointFileName checkpoint = target().checkpoint(word);
      if (!word.contains("@") || checkpoint.file().isEmpty()) {
        throw new CommandException(
            ExitCode.USAGE, word + ": name checkpoints as RUN@3/42, or whole runs with --run");
      }
      CheckpointFile file = checkpoint.file().get();
      Path run = Objects.requireNonNull(file.path().getParent()).getParent();
      ids.computeIfAbsent(run, key -> new TreeSet<>()).add(file.id());
    }
    for (Map.Entry<Path, Set<String>> of : ids.entrySet()) {
      remove(of.getKey(), of.getValue());
    }
    return ExitCode.GOOD;
  }

  private void remove(Path folder, Set<String> ids) throws IOException {
    RemovalPlan plan = RemovalPlan.without(folder, keys(), ids);
    RemovalText.show(terminal(), folder, plan);
    if (isConfirmed("remove?")) {
      try (Maintenance claimed = Maintenance.claim(folder, false)) {
        claimed.carryOut(RemovalPlan.without(folder, keys(), ids));
      }
      terminal().line("removed");
    }
  }

  private void removeRun(Path folder) throws IOException {
    DiskUsage usage = DiskUsage.of(folder);
    terminal()
        .line(
            folder
                + ": the whole run, "
                + Texts.size(usage.bytes())
                + " in "
                + Texts.count(usage.files(), "file", "files"));
    long pinned =
        RunView.of(folder, Instant.now()).checkpoints().stream()
            .filter(CheckpointFile::pinned)
            .count();
    if (pinned > 0) {
      throw new CommandException(
          ExitCode.NOT_SO,
          folder
              + " has "
              + Texts.count(pinned, "pinned checkpoint", "pinned checkpoints")
              + "; unpin first");
    }
    if (isConfirmed("remove it for ever?")) {
      RunRemoval.remove(folder);
      terminal().line("removed");
    }
  }
}
