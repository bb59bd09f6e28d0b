/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    RankHeads heads = heads();
    List<Path> folders = target().runs(words);
    if (isJson()) {
      List<Object> runs = new ArrayList<>();
      for (Path folder : folders) {
        runs.add(json(RunView.of(folder, now, heads)));
      }
      print(new JsonObject().with("runs", runs));
      return ExitCode.GOOD;
    }
    List<RunView> views = new ArrayList<>();
    for (Path folder : folders) {
      views.add(RunView.of(folder, now, heads).brief());
    }
    show(views, now);
    return ExitCode.GOOD;
  }

  private void show(List<RunView> views, Instant now) {
    RunGroups groups = new RunGroups(views, all);
    if (!groups.single().isEmpty()) {
      Table table =
          new Table("RUN", "STATE", "PROGRESS", "ATTEMPT", "NEWEST", "AGE", "SIZE", "WHERE");
      groups.single().forEach(view -> addRow(table, view, now));
      table.print(terminal());
    }
    groups.lines(terminal(), now).forEach(terminal()::line);
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
        Table.Cell.of(view.newest().isPresent() ? RankText.size(view) : ""),
        Table.Cell.of(isOfInterest(view) ? view.where() : ""));
  }

  /** Of one that was killed as well: its log is there. */
  private static boolean isOfInterest(RunView view) {
    return view.state().mayGoOn() || view.state() == RunState.KILLED;
  }

  static Mark mark(RunState state) {
    return switch (state) {
      case RUNNING, COMPLETE -> Mark.GOOD;
      case STOPPING, STOPPED, ENDED, EMPTY -> Mark.PLAIN;
      case SILENT -> Mark.WARNING;
      case KILLED, UNREADABLE -> Mark.BAD;
    };
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
    view.ranks().ifPresent(ranks -> json.with("ranks", RankText.json(ranks)));
    view.owner().ifPresent(owner -> json.with("host", owner.host()).with("pid", owner.pid()));
    if (view.owner().isPresent() && !view.owner().get().job().isEmpty()) {
      json.with("job", JsonObject.of(view.owner().get().job()));
    }
    if (!view.problem().isEmpty()) {
      json.with("problem", view.problem());
    }
    return json.with("status", view.status()).with("description", view.description());
  }
}
