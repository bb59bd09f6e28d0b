/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.CheckpointFileName;
import dev.cairn.internal.inspect.RunFinder;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a word on the command line means: a directory of runs, a run (its folder or name), or a
 * checkpoint ({@code RUN@3/42}, or its file). Not thread-safe.
 */
final class Target {
  private static final Pattern CHECKPOINT = Pattern.compile("(.+)@(\\d+/\\d+)");

  private final Terminal terminal;
  private boolean placeSaid;
  private boolean closedSaid;

  Target(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * The folders of the runs that are meant; all in the likeliest directory where nothing is said.
   */
  List<Path> runs(List<String> words) throws IOException {
    List<Path> runs = new ArrayList<>();
    if (words.isEmpty()) {
      return runsIn(likely());
    }
    for (String word : words) {
      Path path = path(word);
      if (RunFinder.isRun(path)) {
        runs.add(path);
      } else if (Files.isDirectory(path)) {
        runs.addAll(runsIn(path));
      } else if (word.contains("*")) {
        runs.addAll(named(word));
      } else {
        runs.add(run(word));
      }
    }
    return runs;
  }

  /** Runs by a pattern of their names, as a group of them is listed. */
  private static List<Path> named(String pattern) throws IOException {
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    List<Path> found = new ArrayList<>();
    for (Path directory : RunFinder.likelyDirectories()) {
      if (Files.isDirectory(directory)) {
        RunFinder.runsIn(directory).stream()
            .filter(run -> matcher.matches(run.getFileName()))
            .forEach(found::add);
      }
    }
    if (found.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "no run is named " + pattern + " in " + RunFinder.likelyDirectories());
    }
    return found;
  }

  private List<Path> runsIn(Path directory) throws IOException {
    try {
      List<Path> closed = RunFinder.closedIn(directory);
      if (!closed.isEmpty() && !closedSaid) {
        closedSaid = true;
        terminal.note(
            terminal.marked(Terminal.Mark.WARNING, "not readable by you: ")
                + closed.get(0)
                + (closed.size() > 1 ? " and " + (closed.size() - 1) + " more" : ""));
      }
      List<Path> runs = RunFinder.runsIn(directory);
      if (runs.isEmpty()) {
        throw new CommandException(
            closed.isEmpty() ? ExitCode.NOT_FOUND : ExitCode.NO_ACCESS, "no runs in " + directory);
      }
      return runs;
    } catch (AccessDeniedException e) {
      throw new CommandException(
          ExitCode.NO_ACCESS, directory + " cannot be read by you: it belongs to another user");
    }
  }

  /** Where the library would put runs, said so that nobody wonders. */
  private Path likely() {
    List<Path> likely = RunFinder.likelyDirectories();
    Optional<Path> there = likely.stream().filter(Files::isDirectory).findFirst();
    if (there.isEmpty()) {
      throw new CommandException(
          ExitCode.NOT_FOUND,
          "no runs: looked for "
              + String.join(", ", likely.stream().map(Path::toString).toList())
              + "; give the folder, or set CAIRN_DIRECTORY");
    }
    if (!placeSaid) {
      placeSaid = true;
      terminal.note(terminal.marked(Terminal.Mark.FAINT, "runs in " + there.get()));
    }
    return there.get();
  }

  /** The folder of one run. */
  Path run(String word) {
    Path path = path(word);
    if (RunFinder.isRun(path)) {
      return path;
    }
    requireReadable(path);
    List<Path> looked = new ArrayList<>(List.of(path));
    if (path.getNameCount() == 1 && !path.isAbsolute()) {
      for (Path directory : RunFinder.likelyDirectories()) {
        Path named = directory.resolve(word);
        looked.add(named);
        requireReadable(named);
        if (RunFinder.isRun(named)) {
          return named;
        }
      }
    }
    if (Files.isDirectory(path)) {
      throw new CommandException(
          ExitCode.NOT_FOUND, path + " is no run: it has neither run.json nor an attempt");
    }
    throw new CommandException(
        ExitCode.NOT_FOUND,
        "no run \""
            + word
            + "\": looked for "
            + String.join(", ", looked.stream().map(Path::toString).toList()));
  }

  private static void requireReadable(Path path) {
    Path at = path.toAbsolutePath().normalize();
    for (Path parent = at; parent != null; parent = parent.getParent()) {
      boolean closed =
          Files.isDirectory(parent) && !(Files.isReadable(parent) && Files.isExecutable(parent));
      if (closed && (parent.equals(at) || !Files.isExecutable(parent))) {
        throw new CommandException(
            ExitCode.NO_ACCESS, parent + " cannot be read by you: it is another user's");
      }
    }
  }

  /** A run as it stands. */
  RunView view(String word) {
    RunView view = RunView.of(run(word), Instant.now());
    if (!view.problem().isEmpty()) {
      throw new CommandException(
          ExitCode.NO_ACCESS, view.folder() + " cannot be read: " + view.problem());
    }
    return view;
  }

  /** A checkpoint: the one that is named, or the newest of the run. */
  CheckpointFileName checkpoint(String word) {
    Path path = path(word);
    if (Files.isRegularFile(path)) {
      return new CheckpointFileName(path, Optional.empty());
    }
    Matcher matcher = CHECKPOINT.matcher(word);
    if (!matcher.matches() && word.contains("@") && !RunFinder.isRun(path)) {
      throw new CommandException(
          ExitCode.USAGE,
          "\"" + word + "\": a checkpoint is named as RUN@ATTEMPT/NUMBER, ising@3/42");
    }
    if (matcher.matches()) {
      RunView view = view(matcher.group(1));
      return view.checkpoints().stream()
          .filter(file -> file.id().equals(matcher.group(2)))
          .findFirst()
          .map(file -> new CheckpointFileName(file.path(), Optional.of(file)))
          .orElseThrow(
              () ->
                  new CommandException(
                      ExitCode.NOT_FOUND,
                      view.folder()
                          + " has no checkpoint "
                          + matcher.group(2)
                          + "; it has "
                          + view.checkpoints().stream().map(file -> file.id()).toList()));
    }
    RunView view = view(word);
    return view.newest()
        .map(file -> new CheckpointFileName(file.path(), Optional.of(file)))
        .orElseThrow(
            () ->
                new CommandException(ExitCode.NOT_FOUND, view.folder() + " has no checkpoint yet"));
  }

  static Path path(String word) {
    try {
      return Path.of(word);
    } catch (InvalidPathException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "\""
              + word
              + "\" is no path: "
              + e.getReason()
              + "; where it has other letters than ASCII, set LC_ALL=C.UTF-8");
    }
  }
}
