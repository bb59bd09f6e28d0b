/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import dev.cairn.Requeue;
import dev.cairn.spi.Ending;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a job whose work is not finished is started again, and how: what does not work there is
 * said, with the command that does. Thread-safe.
 */
final class Requeuing {
  /** So many attempts in a row without a checkpoint are enough. */
  private static final int FRUITLESS = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Pattern REQUEUE_EXIT = Pattern.compile("(?m)^RequeueExit\\s*=\\s*(\\d+)");

  private final SlurmVariables job;
  private final SlurmQueue queue;
  private final Commands commands;
  private final Submission submission;
  private final Optional<String> workflow;
  private OptionalInt code;

  /**
   * Creates it.
   *
   * @param workflow the engine that has submitted this job, and does so again if it fails
   */
  Requeuing(
      SlurmVariables job,
      SlurmQueue queue,
      Commands commands,
      Submission submission,
      Optional<String> workflow) {
    this.job = job;
    this.queue = queue;
    this.commands = commands;
    this.submission = submission;
    this.workflow = workflow;
  }

  /** The exit code at which this site starts a job again, where this one is to go on. */
  synchronized OptionalInt exitCode(Ending ending) {
    if (ending.wanted() != Requeue.AUTO || hindrance(ending).isPresent()) {
      return OptionalInt.empty();
    }
    if (code == null) {
      code = askForCode();
    }
    return code;
  }

  private OptionalInt askForCode() {
    try {
      Commands.Result result = commands.run(PATIENCE, List.of("scontrol", "show", "config"));
      Matcher matcher = REQUEUE_EXIT.matcher(result.output());
      return matcher.find()
          ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
          : OptionalInt.empty();
    } catch (IOException e) {
      return OptionalInt.empty();
    }
  }

  /** Starts the job again, or says why not and how. */
  void after(Ending ending) {
    Optional<String> hindrance = hindrance(ending);
    if (hindrance.isPresent()) {
      ending
          .log()
          .accept("job " + id() + " is not started again: " + hindrance.get() + goOn(ending));
      return;
    }
    switch (ending.wanted()) {
      case AUTO -> requeue(ending);
      case RESUBMIT -> ending.log().accept(submission.submit(ending) + restarts(ending));
      case PRINT -> ending.log().accept("to go on: scontrol requeue " + id());
      case NEVER -> {}
    }
  }

  private String id() {
    return job.requeueId();
  }

  /** What the user can do. */
  static String goOn(Ending ending) {
    return "; to go on: sh " + CommandLine.quote(ending.run().resolve("resume.sh").toString());
  }

  private long done(Ending ending) {
    return ending.wanted() == Requeue.RESUBMIT ? ending.attempt() - 1 : job.restartCount();
  }

  private String restarts(Ending ending) {
    return " (restart " + (done(ending) + 1) + " of at most " + ending.limit() + ")";
  }

  private Optional<String> hindrance(Ending ending) {
    Optional<JobState> state = queue.last();
    if (ending.cause() == StopCause.REQUESTED) {
      return Optional.of("somebody has asked it to stop");
    }
    if (ending.cause() == StopCause.CANCELLED) {
      return Optional.of("it was cancelled");
    }
    if (ending.cause() == StopCause.UNKNOWN) {
      return Optional.of("nobody can tell who wants it to end");
    }
    if (state.isPresent() && state.get().restarts() > job.restartCount()) {
      return Optional.of("Slurm itself does that");
    }
    if (ending.wanted() == Requeue.NEVER) {
      return Optional.of("requeue is NEVER");
    }
    if (workflow.isPresent()) {
      return Optional.of("that is the business of " + workflow.get());
    }
    if (done(ending) >= ending.limit()) {
      return Optional.of(
          "it was " + done(ending) + " times, and CAIRN_REQUEUE_LIMIT is " + ending.limit());
    }
    if (ending.fruitless() >= FRUITLESS) {
      return Optional.of(
          ending.fruitless()
              + " attempts in a row have saved nothing but what they began with; give it a longer "
              + "limit, or call safepoint() more often");
    }
    if (ending.wanted() != Requeue.RESUBMIT && state.isPresent() && !state.get().isBatch()) {
      return Optional.of("it has no script");
    }
    if (ending.wanted() != Requeue.RESUBMIT && state.isPresent() && !state.get().mayBeRequeued()) {
      return Optional.of("it was submitted with --no-requeue, or this site's JobRequeue is 0");
    }
    return Optional.empty();
  }

  private void requeue(Ending ending) {
    ending.log().accept("job " + id() + " is put into the queue again" + restarts(ending));
    Optional<String> problem = askForRequeue();
    problem.ifPresent(
        text ->
            ending
                .log()
                .accept(
                    "job "
                        + id()
                        + " is NOT in the queue again: "
                        + text
                        + exits(ending)
                        + goOn(ending)));
  }

  private String exits(Ending ending) {
    OptionalInt known = exitCode(ending);
    return known.isPresent()
        ? "; this site does so as well for what ends with "
            + known.getAsInt()
            + ", the exit code of this run"
        : "";
  }

  private Optional<String> askForRequeue() {
    try {
      Commands.Result result = commands.run(PATIENCE, List.of("scontrol", "requeue", id()));
      if (!result.isGood()) {
        return Optional.of("scontrol requeue " + id() + " says: " + result.output().trim());
      }
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
    return queue
        .own()
        .filter(state -> state.state().equals("RUNNING"))
        .map(state -> "scontrol requeue " + id() + " was accepted, and the job runs on");
  }
}
