/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.inspect.DiskUsage;
import dev.cairn.internal.inspect.RunFinder;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    long bytes = 0;
    for (Path folder : target().runs(words)) {
      RunView view = RunView.of(folder, Instant.now());
      if (isFinishedBefore(view, before)) {
        finished.add(view);
        bytes += DiskUsage.of(folder).bytes();
        terminal()
            .line(
                view.folder()
                    + ": complete since "
                    + Texts.age(view.newestAt().orElseThrow(), Instant.now()));
      }
    }
    List<Path> left = left();
    left.forEach(aside -> terminal().line(aside + ": left by a removal that was interrupted"));
    terminal()
        .line(
            Texts.count(finished.size(), "finished run", "finished runs")
                + " older than "
                + olderThan
                + ", "
                + Texts.size(bytes));
    boolean isAny = complete && !(finished.isEmpty() && left.isEmpty());
    if (isAny && isConfirmed("remove them for ever?")) {
      remove(finished);
      for (Path aside : left) {
        Maintenance.removeAside(aside);
      }
      terminal().line(terminal().marked(Mark.GOOD, "removed"));
    }
    return ExitCode.GOOD;
  }

  /** What people have pinned they want to keep, and with it its run. */
  private static boolean isFinishedBefore(RunView view, Instant before) {
    return view.state() == RunState.COMPLETE
        && view.newestAt().filter(at -> at.isBefore(before)).isPresent()
        && view.checkpoints().stream().noneMatch(CheckpointFile::pinned);
  }

  private void remove(List<RunView> finished) throws IOException {
    for (RunView view : finished) {
      CheckpointFile newest = view.newest().orElseThrow();
      if (!RunRemoval.removeIfFinished(view.folder(), newest, keys())) {
        terminal().note(view.folder() + " has gone on meanwhile, and stays");
      }
    }
  }

  /** Of the directories that were named, or of the one where runs are looked for. */
  private List<Path> left() throws IOException {
    List<Path> left = new ArrayList<>();
    List<Path> directories =
        words.isEmpty() ? RunFinder.likelyDirectories() : words.stream().map(Target::path).toList();
    for (Path directory : directories) {
      if (Files.isDirectory(directory)) {
        left.addAll(RunFinder.interruptedRemovalsIn(directory));
      }
    }
    return left;
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
