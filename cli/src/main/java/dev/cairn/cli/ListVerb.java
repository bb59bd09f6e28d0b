/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists runs. */
@Command(
    name = "list",
    aliases = "ls",
    description =
        "Lists runs: how they stand, how far they are, what is saved. Tasks that were started together are one line.")
final class ListVerb extends Verb.Reading {
  /** So many of a kind and more are one line. */
  private static final int MANY = 6;

  @Parameters(
      arity = "0..*",
      paramLabel = "FOLDER|RUN",
      description = "Directories of runs, or runs.")
  private List<String> words = List.of();

  @Option(
      names = {"-a", "--all"},
      description = "A line for each task.")
  private boolean all;

  @Override
  int run() throws IOException {
    Instant now = Instant.now();
    List<Path> folders = target().runs(words);
    if (isJson()) {
      List<Object> runs = new ArrayList<>();
      for (Path folder : folders) {
        runs.add(json(RunView.of(folder, now)));
      }
      print(new JsonObject().with("runs", runs));
      return ExitCode.GOOD;
    }
    if (folders.isEmpty()) {
      terminal().note("no runs there");
      return ExitCode.GOOD;
    }
    List<RunView> views = new ArrayList<>();
    for (Path folder : folders) {
      views.add(RunView.of(folder, now).brief());
    }
    show(views, now);
    return ExitCode.GOOD;
  }

  private void show(List<RunView> views, Instant now) {
    Map<String, List<RunView>> kinds = new LinkedHashMap<>();
    views.forEach(view -> kinds.computeIfAbsent(kind(view), key -> new ArrayList<>()).add(view));
    Table table =
        new Table("RUN", "STATE", "PROGRESS", "ATTEMPT", "NEWEST", "AGE", "SIZE", "WHERE");
    List<Map.Entry<String, List<RunView>>> collapsed = new ArrayList<>();
    for (Map.Entry<String, List<RunView>> kind : kinds.entrySet()) {
      if (!all && kind.getValue().size() >= MANY) {
        collapsed.add(kind);
      } else {
        kind.getValue().forEach(view -> addRow(table, view, now));
      }
    }
    if (collapsed.size() < kinds.size()) {
      table.print(terminal());
    }
    collapsed.forEach(kind -> showTogether(kind.getKey(), kind.getValue(), now));
    views.stream()
        .filter(view -> view.state() == RunState.UNREADABLE)
        .forEach(view -> terminal().note(view.folder() + " cannot be read: " + view.problem()));
  }

  private static void addRow(Table table, RunView view, Instant now) {
    table.row(
        Table.Cell.of(view.name()),
        new Table.Cell(view.stateText(), mark(view.state())),
        Table.Cell.of(ProgressText.share(view)),
        Table.Cell.of(view.attempts() == 0 ? "" : Long.toString(view.attempts())),
        Table.Cell.of(view.newest().map(CheckpointFile::id).orElse("none")),
        Table.Cell.of(view.newestAt().map(at -> Texts.age(at, now)).orElse("")),
        Table.Cell.of(view.newest().isPresent() ? Texts.size(view.newestBytes()) : ""),
        Table.Cell.of(isAlive(view) ? view.where() : ""));
  }

  private static boolean isAlive(RunView view) {
    return switch (view.state()) {
      case RUNNING, STOPPING, SILENT, KILLED -> true;
      case STOPPED, ENDED, COMPLETE, EMPTY, UNREADABLE -> false;
    };
  }

  static Mark mark(RunState state) {
    return switch (state) {
      case RUNNING, COMPLETE -> Mark.GOOD;
      case STOPPING, STOPPED, ENDED, EMPTY -> Mark.PLAIN;
      case SILENT -> Mark.WARNING;
      case KILLED, UNREADABLE -> Mark.BAD;
    };
  }

  /** The same for tasks that were submitted together, or whose names differ in numbers alone. */
  private static String kind(RunView view) {
    return view.name().replaceAll("-[0-9a-f]{8}$", "-*").replaceAll("\\d+", "*");
  }

  private void showTogether(String kind, List<RunView> views, Instant now) {
    Map<String, Long> states =
        views.stream()
            .collect(
                Collectors.groupingBy(RunView::stateText, TreeMap::new, Collectors.counting()));
    String counted =
        states.entrySet().stream()
            .map(state -> Texts.number(state.getValue()) + " " + state.getKey())
            .collect(Collectors.joining(", "));
    Optional<RunView> oldest =
        views.stream()
            .filter(ListVerb::isAlive)
            .filter(view -> view.newestAt().isPresent())
            .min(Comparator.comparing(view -> view.newestAt().orElseThrow()));
    long bytes = views.stream().mapToLong(RunView::newestBytes).sum();
    terminal()
        .line(
            terminal().marked(Mark.BOLD, kind)
                + "  "
                + Texts.count(views.size(), "run", "runs")
                + ": "
                + counted
                + "; newest checkpoints of "
                + Texts.size(bytes)
                + oldest
                    .map(
                        view ->
                            ", the oldest of them "
                                + Texts.age(view.newestAt().orElseThrow(), now)
                                + " old ("
                                + view.name()
                                + ")")
                    .orElse(""));
  }

  static JsonObject json(RunView view) {
    JsonObject json =
        new JsonObject()
            .with("run", view.name())
            .with("folder", view.folder().toString())
            .with("state", view.state().name().toLowerCase(Locale.ROOT))
            .with("attempts", view.attempts())
            .with("checkpoints", (long) view.checkpoints().size())
            .with("newest", view.newest().map(CheckpointFile::id).orElse(null))
            .with("newestAt", view.newestAt().map(Instant::toString).orElse(null))
            .with("newestBytes", view.newestBytes());
    view.owner().ifPresent(owner -> json.with("host", owner.host()).with("pid", owner.pid()));
    if (view.owner().isPresent() && !view.owner().get().job().isEmpty()) {
      JsonObject job = new JsonObject();
      view.owner().get().job().forEach(job::with);
      json.with("job", job);
    }
    if (!view.problem().isEmpty()) {
      json.with("problem", view.problem());
    }
    return json.with("status", view.status()).with("description", view.description());
  }
}
