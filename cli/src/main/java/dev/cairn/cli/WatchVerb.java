/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows runs as they go on. */
@Command(
    name = "watch",
    description =
        "Shows runs as they go on: how far they are, what is saved, "
            + "when the next checkpoint is due. Ends once all have ended.")
final class WatchVerb extends Verb.Reading {
  private static final int BAR = 40;

  /** Of a longer interval the next checkpoint comes of something else. */
  private static final long NEVER_SECONDS = 10_000_000;

  /** More runs than that are a line each. */
  private static final int IN_FULL = 4;

  /** More than that, and tasks of one array are a line together. */
  private static final int A_SCREEN = 20;

  @Parameters(
      arity = "0..*",
      paramLabel = "FOLDER|RUN",
      description = "Directories of runs, or runs.")
  private List<String> words = List.of();

  @Option(
      names = {"-n", "--interval"},
      paramLabel = "SECONDS",
      description = "How often to look (default: ${DEFAULT-VALUE}).")
  private int interval = 2;

  @Option(names = "--once", description = "Show it once, and end.")
  private boolean once;

  @Override
  int run() throws IOException, InterruptedException {
    Target target = target(); // which says where it has looked once
    RankHeads heads = heads(); // which are read once
    while (true) {
      Instant now = Instant.now();
      List<RunView> views = new ArrayList<>();
      for (Path folder : target.runs(words)) {
        views.add(RunView.of(folder, now, heads).brief());
      }
      if (isJson()) {
        List<Object> runs = new ArrayList<>();
        views.forEach(view -> runs.add(ListVerb.json(view)));
        print(new JsonObject().with("at", now.toString()).with("runs", runs));
      } else {
        terminal().clear();
        show(views, now);
      }
      if (once || views.stream().noneMatch(view -> view.state().mayGoOn())) {
        return ExitCode.GOOD;
      }
      Thread.sleep(1000L * Math.max(1, interval));
    }
  }

  private void show(List<RunView> views, Instant now) {
    if (views.size() > IN_FULL) {
      RunGroups groups = new RunGroups(views, views.size() <= A_SCREEN);
      groups.single().forEach(view -> terminal().line(inALine(view, now)));
      groups.lines(terminal(), now).forEach(terminal()::line);
      return;
    }
    views.forEach(
        view -> {
          inFull(view, now);
          terminal().line();
        });
  }

  private String inALine(RunView view, Instant now) {
    String progress =
        ProgressText.fraction(view).map(share -> terminal().bar(share, 10) + " ").orElse("")
            + ProgressText.share(view);
    return String.format(
            "%-32s %s %s",
            view.name(),
            terminal().marked(ListVerb.mark(view.state()), String.format("%-9s", view.stateText())),
            progress)
        + view.newestAt()
            .map(at -> "  saved " + Texts.age(at, now) + " ago")
            .orElse("  nothing saved")
        + view.ranks().map(ranks -> "  " + RankText.brief(ranks)).orElse("");
  }

  private void inFull(RunView view, Instant now) {
    JsonObject status = view.status();
    String since = at(status, "startedAt").map(at -> ", since " + Texts.age(at, now)).orElse("");
    terminal()
        .line(
            terminal().marked(Mark.BOLD, view.name())
                + "  "
                + terminal().marked(ListVerb.mark(view.state()), view.stateText())
                + "  attempt "
                + view.attempts()
                + (view.state().mayGoOn() ? " (" + view.where() + since + ")" : ""));
    ProgressText.fraction(view)
        .ifPresent(
            share ->
                terminal().line("  " + terminal().bar(share, BAR) + " " + Texts.percent(share)));
    String progress = ProgressText.whole(view);
    if (!progress.isEmpty()) {
      terminal().line("  " + progress);
    }
    terminal().line("  " + saved(view, now));
    view.ranks().ifPresent(ranks -> terminal().line("  " + RankText.whole(ranks)));
    if (view.state().mayGoOn()) {
      terminal().line("  " + next(status, now));
    }
    if (status.members().containsKey("timeLeftSeconds") && view.state().mayGoOn()) {
      terminal().line("  the job ends in " + left(status, "timeLeftSeconds", now));
    }
    failures(status);
    if (!view.problem().isEmpty()) {
      terminal().line("  " + terminal().marked(Mark.BAD, view.problem()));
    }
  }

  private static String saved(RunView view, Instant now) {
    if (view.newest().isEmpty()) {
      return "no checkpoint yet";
    }
    JsonObject status = view.status();
    String id = view.newest().get().id();
    boolean said = status.string("newest", "").equals(id);
    return "checkpoint "
        + id
        + ", "
        + Texts.age(view.newestAt().orElse(now), now)
        + " old, "
        + Texts.size(view.newestBytes())
        + (said
            ? (view.isOfRanks() ? ", rank 0 paused " : ", pause ")
                + Texts.millis(status.number("pauseMillis", 0))
                + ", durable after "
                + Texts.millis(status.number("persistMillis", 0))
            : "");
  }

  /** What was left when the status was written, less what has passed since. */
  private static String left(JsonObject status, String name, Instant now) {
    long passed =
        at(status, "writtenAt").map(at -> Duration.between(at, now).toSeconds()).orElse(0L);
    return Texts.seconds(Math.max(0, status.number(name, 0) - Math.max(0, passed)));
  }

  private static String next(JsonObject status, Instant now) {
    long every = status.number("intervalSeconds", 0);
    boolean never = every > NEVER_SECONDS;
    return (never
            ? "the next when the program comes to its number of safepoints"
            : "next in " + left(status, "nextDueSeconds", now))
        + (every > 0 && !never ? " (every " + Texts.seconds(every) + ")" : "")
        + "; "
        + status.number("taken", 0)
        + " taken, "
        + status.number("failed", 0)
        + " failed, "
        + status.number("skipped", 0)
        + " left out";
  }

  private void failures(JsonObject status) {
    if (status.number("failedInARow", 0) > 0) {
      terminal()
          .line(
              "  "
                  + terminal()
                      .marked(
                          Mark.BAD,
                          "the last "
                              + status.number("failedInARow")
                              + " failed: "
                              + status.string("lastFailure", "")));
    }
  }

  private static Optional<Instant> at(JsonObject status, String name) {
    String text = status.string(name, "");
    return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
  }
}
