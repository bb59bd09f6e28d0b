/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointKeyException;
import dev.cairn.cli.Terminal.Mark;
import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.RunRecord;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    RunRecord record = RunRecord.of(view);
    List<String> lines = new ArrayList<>();
    if (record.earlier() > 0) {
      lines.add(
          Texts.count(record.earlier(), "earlier attempt", "earlier attempts")
              + ", no longer listed");
    }
    List<RunRecord.Attempt> attempts = record.attempts();
    for (int i = 0; i < attempts.size(); i++) {
      RunRecord.Attempt attempt = attempts.get(i);
      String who = "  attempt " + attempt.epoch() + " ";
      lines.add(
          at(attempt.start())
              + who
              + attempt.how()
              + (attempt.from().isEmpty() ? "" : " from " + attempt.from())
              + " on "
              + attempt.host());
      attempt.skipped().forEach(skipped -> lines.add("    skipped " + skipped));
      attempt
          .failures()
          .forEach(
              failure ->
                  lines.add(at(failure.at()) + who + "failed to save: " + failure.message()));
      boolean last = i == attempts.size() - 1;
      lines.add(
          at(attempt.end())
              + who
              + ending(view, attempt, last ? 0 : attempts.get(i + 1).lostSeconds(), last));
    }
    if (attempts.isEmpty()) {
      lines.add(
          "nothing is written down of its attempts (" + view.folder().resolve("history") + ")");
    }
    return lines;
  }

  private static String at(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String ending(RunView view, RunRecord.Attempt attempt, long lost, boolean last) {
    if (!attempt.ending().isEmpty()) {
      return "ended: " + attempt.ending();
    }
    boolean goesOn = last && view.state() != RunState.KILLED;
    return goesOn
        ? "was heard of: " + view.stateText()
        : "was heard of last: killed, or put out, or its node has died"
            + (lost > 0 ? "; at least " + Texts.seconds(lost) + " of computing were lost" : "");
  }

  private String next(RunView view, List<String> skipped) {
    if (view.state().isAlive()) {
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
      } catch (CheckpointKeyException | AccessDeniedException e) {
        throw new CommandException(
            ExitCode.NO_ACCESS,
            file.path()
                + " cannot be looked into, so that nobody can tell from here: "
                + e.getMessage());
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
