/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.CheckpointException;
import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.RunHistory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Explains starts. */
@Command(
    name = "why",
    description =
        "Says how each attempt at a run began and ended, and what the next start will do, and why.")
final class WhyVerb extends Verb.Reading {
  @Parameters(arity = "1", paramLabel = "RUN", description = "Its folder or name.")
  private String word;

  @Override
  int run() throws IOException {
    RunView view = target().view(word);
    List<String> skipped = new ArrayList<>();
    String next = next(view, skipped);
    if (isJson()) {
      print(
          new JsonObject()
              .with("run", view.name())
              .with("next", next)
              .with("skipped", skipped)
              .with("attempts", attempts(view)));
      return ExitCode.GOOD;
    }
    attempts(view).forEach(terminal()::line);
    skipped.forEach(line -> terminal().line(terminal().marked(Mark.BAD, "not usable: ") + line));
    terminal().line(terminal().marked(Mark.BOLD, "the next start ") + next);
    return ExitCode.GOOD;
  }

  private static List<String> attempts(RunView view) {
    List<String> lines = new ArrayList<>();
    for (JsonObject record : view.history().records()) {
      String at = record.string("at", record.string("until", ""));
      String who = "attempt " + record.number("epoch", 0);
      switch (record.string(RunHistory.WHAT, "")) {
        case RunHistory.EARLIER ->
            lines.add(
                "until "
                    + at
                    + ": "
                    + record.number("attempts", 0)
                    + " attempts, no longer listed");
        case RunHistory.ATTEMPT -> {
          String from = record.string("from", "");
          lines.add(
              at
                  + "  "
                  + who
                  + " "
                  + record.string("how", "")
                  + (from.isEmpty() ? "" : " from " + from)
                  + " on "
                  + record.string("host", "")
                  + (record.number("lostSeconds", 0) > 0
                      ? "; the one before lost "
                          + Texts.seconds(record.number("lostSeconds", 0))
                          + " of computing"
                      : ""));
          record.strings("skipped").forEach(skipped -> lines.add("    skipped " + skipped));
        }
        case RunHistory.FAILURE ->
            lines.add(at + "  " + who + ": a checkpoint failed: " + record.string("message", ""));
        case RunHistory.STOP ->
            lines.add(
                at
                    + "  "
                    + who
                    + " was told to stop"
                    + (record.members().get("saved") == Boolean.TRUE
                        ? ", and saved"
                        : "; its last checkpoint FAILED"));
        case RunHistory.END -> lines.add(at + "  " + who + " ended: " + record.string("state", ""));
        default -> {
          // Single checkpoints are not listed here.
        }
      }
    }
    return lines;
  }

  private String next(RunView view, List<String> skipped) {
    if (view.state() == RunState.RUNNING || view.state() == RunState.STOPPING) {
      return "is refused while its owner is alive: " + view.where() + " (" + view.stateText() + ")";
    }
    String waits =
        view.state() == RunState.SILENT
            ? "watches its owner (" + view.where() + ", silent) for up to three beats, and then "
            : "";
    List<CheckpointFile> newestFirst = new ArrayList<>(view.checkpoints());
    Collections.reverse(newestFirst);
    if (newestFirst.isEmpty()) {
      return waits + "begins anew: there is no checkpoint in " + view.folder();
    }
    for (CheckpointFile file : newestFirst) {
      try (CheckpointView checkpoint = CheckpointView.open(file.path(), keys())) {
        checkpoint.verify();
        return waits + whatItDoes(file, checkpoint, skipped.size());
      } catch (CheckpointException | IOException e) {
        skipped.add(file.id() + ": " + e.getMessage());
      }
    }
    return waits
        + "FAILS: none of its "
        + skipped.size()
        + " checkpoints can be used; restore one from a backup, or begin anew with `cairn fresh` or CAIRN_RESUME=NEVER";
  }

  private static String whatItDoes(CheckpointFile file, CheckpointView checkpoint, int skipped) {
    if (checkpoint.info().complete()) {
      return "finds the run complete, and gets its end state (" + file.id() + ")";
    }
    List<String> arguments = checkpoint.manifest().parameters().arguments();
    return "goes on from "
        + file.id()
        + ", after "
        + Texts.span(checkpoint.info().computeTime())
        + " of computing"
        + (skipped > 0 ? ", since newer ones cannot be used" : "")
        + (arguments == null ? "" : "; with the arguments " + arguments + ", others are refused");
  }
}
