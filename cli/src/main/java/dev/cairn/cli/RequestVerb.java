/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.inspect.RunRequest;
import dev.cairn.internal.inspect.RunView;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a running program for something. */
@Command(name = "request", description = "Has a running program take a checkpoint now.")
class RequestVerb extends Verb {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  @Parameters(arity = "1", paramLabel = "RUN", description = "Its folder or name.")
  private String word;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "How long to wait for it to be done (default: ${DEFAULT-VALUE}; 0: not at all).")
  private long wait = 60;

  /** What is asked for. */
  String request() {
    return "checkpoint";
  }

  /** True once it is done. */
  boolean isDone(RunView before, RunView now) {
    return !now.newest().equals(before.newest());
  }

  @Override
  int run() throws IOException, InterruptedException {
    RunView before = target().view(word);
    if (!before.state().isAlive()) {
      throw new CommandException(
          ExitCode.NOT_SO,
          "run " + before.name() + " is " + before.stateText() + ": there is nobody to ask");
    }
    RunRequest request = RunRequest.put(before.folder(), request());
    if (request.isOverruled()) {
      throw new CommandException(
          ExitCode.NOT_SO,
          "run " + before.name() + " has been asked to stop already; it saves before it does");
    }
    Instant end = Instant.now().plusSeconds(Math.max(0, wait));
    while (Instant.now().isBefore(end)) {
      Thread.sleep(LOOK_EVERY.toMillis()); // a command that waits, as people do
      RunView now = RunView.of(before.folder(), Instant.now());
      if (isDone(before, now)) {
        terminal()
            .line(
                "run "
                    + now.name()
                    + " is "
                    + now.stateText()
                    + ", its newest checkpoint is "
                    + now.newest().map(file -> file.id()).orElse("none"));
        return ExitCode.GOOD;
      }
    }
    boolean taken = wait > 0 && !request.withdraw();
    String where =
        taken
            ? "the program has taken the request; it is served as soon as all its threads are at a safepoint"
            : wait > 0
                ? "the program does not look for requests; this one was taken back, so that no later attempt finds it"
                : "the request stands: the program looks for it every few seconds";
    terminal().line(where + (wait == 0 ? "" : ". Not done within " + wait + " s"));
    return wait == 0 ? ExitCode.GOOD : ExitCode.NOT_SO;
  }
}
