/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.inspect.DiskUsage;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes finished runs. */
@Command(
    name = "clean",
    description = "Removes finished runs, and what removals that were interrupted have left.")
final class CleanVerb extends Verb.Changing {
  private static final Pattern SPAN = Pattern.compile("(\\d+)\\s*([smhdw])");

  @Parameters(arity = "0..*", paramLabel = "FOLDER", description = "Directories of runs.")
  private List<String> words = List.of();

  @Option(
      names = "--complete",
      required = true,
      description = "Runs that are complete; no others are ever removed.")
  private boolean complete;

  @Option(
      names = "--older-than",
      paramLabel = "SPAN",
      description =
          "Only those that were completed so long ago: 12h, 30d, 8w (default: ${DEFAULT-VALUE}).")
  private String olderThan = "7d";

  @Override
  int run() throws IOException {
    Instant before = Instant.now().minus(span(olderThan));
    List<RunView> finished = new ArrayList<>();
    Set<Path> directories = new HashSet<>();
    long bytes = 0;
    for (Path folder : target().runs(words)) {
      directories.add(folder.toAbsolutePath().normalize().getParent());
      RunView view = RunView.of(folder, Instant.now());
      boolean old = view.newestAt().filter(at -> at.isBefore(before)).isPresent();
      if (view.state() == RunState.COMPLETE && old) {
        finished.add(view);
        bytes += DiskUsage.of(folder).bytes();
      }
    }
    for (RunView view : finished) {
      terminal()
          .line(
              view.folder()
                  + ": complete since "
                  + Texts.age(view.newestAt().orElseThrow(), Instant.now()));
    }
    terminal()
        .line(
            Texts.count(finished.size(), "finished run", "finished runs")
                + " older than "
                + olderThan
                + ", "
                + Texts.size(bytes));
    if (complete && !finished.isEmpty() && isConfirmed("remove them for ever?")) {
      for (RunView view : finished) {
        RunRemoval.remove(view.folder());
      }
      terminal().line(terminal().marked(Mark.GOOD, "removed"));
    }
    for (Path directory : directories) {
      sweep(directory);
    }
    return ExitCode.GOOD;
  }

  private static void sweep(Path directory) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(directory, ".removed-*")) {
      for (Path aside : left) {
        Maintenance.removeAside(aside);
      }
    }
  }

  static Duration span(String text) {
    Matcher matcher = SPAN.matcher(text.trim());
    if (!matcher.matches()) {
      throw new CommandException(
          ExitCode.USAGE, "\"" + text + "\" is no span; expected one such as 12h, 30d or 8w");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofDays(7 * count);
    };
  }
}
