/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.inspect.RunState;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts the owner of a run out. */
@Command(
    name = "takeover",
    description = {
      "Puts the owner of a run out by force: whatever it computes from now on is not saved, and it is told so.",
      "For owners that hang, or that nobody can reach. The next start goes on at once."
    })
final class TakeoverVerb extends Verb.Changing {
  @Parameters(arity = "1", paramLabel = "RUN", description = "Its folder or name.")
  private String word;

  private static boolean isOver(RunState state) {
    return switch (state) {
      case COMPLETE, STOPPED, ENDED, EMPTY -> true;
      case RUNNING, STOPPING, KILLED, SILENT, UNREADABLE -> false;
    };
  }

  @Override
  int run() throws IOException {
    RunView view = target().view(word);
    if (isOver(view.state())) {
      throw new CommandException(
          ExitCode.NOT_SO,
          "run "
              + view.name()
              + " is "
              + view.stateText()
              + ": nobody is at work on it, and there is nothing to take over");
    }
    boolean alive = view.state().isAlive();
    terminal()
        .line(
            "run "
                + view.name()
                + " is "
                + view.stateText()
                + view.owner().map(owner -> ", " + owner.describe()).orElse("")
                + (alive
                    ? ". What it computes from now on will be lost; `cairn stop` loses nothing"
                    : ""));
    if (!isConfirmed("put it out?")) {
      return ExitCode.NOT_SO;
    }
    try (Maintenance claimed = Maintenance.claim(view.folder(), true)) {
      claimed.stay();
    }
    terminal()
        .line(
            "it is put out; the next start goes on from "
                + view.newest().map(file -> file.id()).orElse("the beginning"));
    return ExitCode.GOOD;
  }
}
