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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether a job whose work is not finished is started again, and how: what does not work there is
 * said, with the command that does. Thread-safe.
 */
final class Requeuing {
  /** So many attempts in a row without a checkpoint are enough. */
  private static final int FRUITLESS = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Pattern REQUEUE_EXIT =
      Pattern.compile("(?m)^RequeueExit(Hold)?\\s*=\\s*(\\d+(?:-\\d+)?(?:,\\d+(?:-\\d+)?)*)");

  /** EX_TEMPFAIL's neighbours in sysexits.h, for a site where that one means something. */
  private static final List<Integer> OTHER_CODES = List.of(74, 71, 70, 1);

  private final SlurmVariables job;
  private final SlurmQueue queue;
  private final Commands commands;
  private final Submission submission;
  private final StepTasks tasks;
  private final Optional<String> workflow;
  private Codes codes;

  /**
   * What this site does with exit codes.
   *
   * @param requeued those of jobs that are put into the queue again
   * @param held those of jobs that are put there and held
   */
  private record Codes(List<Integer> requeued, List<Integer> held) {}

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
      StepTasks tasks,
      Optional<String> workflow) {
    this.job = job;
    this.queue = queue;
    this.commands = commands;
    this.submission = submission;
    this.tasks = tasks;
    this.workflow = workflow;
  }

  /**
   * The exit code at which this site starts a job again, where this one is to go on; where it is
   * not, one at which it does not.
   */
  OptionalInt exitCode(Ending ending) {
    if (ending.exitCode().isPresent()) {
      return ending.exitCode();
    }
    Optional<JobState> state = queue.last().or(queue::own);
    boolean goesOn = ending.wanted() == Requeue.AUTO && hindrance(ending, state).isEmpty();
    Codes known = codes();
    if (goesOn) {
      return known.requeued().stream().mapToInt(code -> code).findFirst();
    }
    return IntStream.concat(
            IntStream.of(Ending.UNFINISHED), OTHER_CODES.stream().mapToInt(code -> code))
        .filter(code -> !known.requeued().contains(code) && !known.held().contains(code))
        .findFirst();
  }

  private synchronized Codes codes() {
    if (codes == null) {
      codes = askForCodes();
    }
    return codes;
  }

  private Codes askForCodes() {
    List<Integer> requeued = new ArrayList<>();
    List<Integer> held = new ArrayList<>();
    try {
      Commands.Result result = commands.run(PATIENCE, List.of("scontrol", "show", "config"));
      Matcher lines = REQUEUE_EXIT.matcher(result.output());
      while (lines.find()) {
        List<Integer> meant = lines.group(1) == null ? requeued : held;
        Arrays.stream(lines.group(2).split(",", -1)).flatMap(Requeuing::range).forEach(meant::add);
      }
    } catch (IOException e) {
      // Then nobody knows of any.
    }
    return new Codes(requeued, held);
  }

  /** As {@code 85}, or {@code 80-84}. */
  private static Stream<Integer> range(String text) {
    String[] ends = text.split("-", 2);
    int first = Integer.parseInt(ends[0]);
    return IntStream.rangeClosed(first, ends.length > 1 ? Integer.parseInt(ends[1]) : first)
        .boxed();
  }

  /** Starts the job again, or says why not and how. */
  void after(Ending ending) {
    if (hindrance(ending, queue.last()).isEmpty()) {
      awaitOthers(ending);
    }
    // What was cancelled meanwhile could be requeued all the same.
    Optional<JobState> state = queue.ownJustNow().or(queue::last);
    if (isRequeued(state)) {
      ending.log().accept("job " + id() + " is in the queue again already");
      return;
    }
    Optional<String> hindrance = hindrance(ending, state);
    if (hindrance.isPresent()) {
      ending
          .log()
          .accept("job " + id() + " is not started again: " + hindrance.get() + goOn(ending));
      return;
    }
    switch (ending.wanted()) {
      case AUTO -> requeue(ending);
      case RESUBMIT -> ending.log().accept(submission.submit(ending) + restarts(ending));
      case PRINT ->
          ending.log().accept("once this job has ended: scontrol requeue " + id() + goOn(ending));
      case NEVER -> {}
    }
  }

  /** A warning, and the limit, come to all tasks of a step; other things have no time to lose. */
  private void awaitOthers(Ending ending) {
    boolean isOneRun = ending.ranks() > 1; // then the others have saved what they have to
    if (isOneRun || ending.wanted() != Requeue.AUTO || ending.cause() != StopCause.TIME_LIMIT) {
      return;
    }
    Duration patience = tasks.patience();
    if (patience.isZero()) {
      return;
    }
    ending
        .log()
        .accept(
            "the other tasks of its step have "
                + patience.toSeconds()
                + " s to save their runs, before job "
                + id()
                + " is put into the queue again");
    tasks.await(patience);
  }

  private String id() {
    return job.requeueId();
  }

  private boolean isRequeued(Optional<JobState> state) {
    return state.filter(told -> told.restarts() > job.restartCount()).isPresent();
  }

  /** What the user can do. */
  static String goOn(Ending ending) {
    return "; to go on: sh " + CommandLine.quote(ending.run().resolve("resume.sh").toString());
  }

  private long done(Ending ending) {
    return ending.wanted() == Requeue.RESUBMIT
        ? Math.max(ending.attempt() - 1, job.resubmitted())
        : job.restartCount();
  }

  private String restarts(Ending ending) {
    return " (restart " + (done(ending) + 1) + " of at most " + ending.limit() + ")";
  }

  private Optional<String> hindrance(Ending ending, Optional<JobState> state) {
    return hindranceByCause(ending, state)
        .or(() -> hindranceByWish(ending))
        .or(() -> hindranceByJob(ending, state));
  }

  private Optional<String> hindranceByCause(Ending ending, Optional<JobState> state) {
    if (ending.cause() == StopCause.REQUESTED) {
      return Optional.of("somebody has asked it to stop");
    }
    boolean cancelled = state.filter(told -> told.isCancelled(job.restartCount())).isPresent();
    if (ending.cause() == StopCause.CANCELLED || cancelled) {
      return Optional.of("it was cancelled");
    }
    if (ending.cause() == StopCause.UNKNOWN) {
      return Optional.of("nobody can tell who wants it to end");
    }
    return isRequeued(state) ? Optional.of("Slurm itself does that") : Optional.empty();
  }

  private Optional<String> hindranceByWish(Ending ending) {
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
    return hindranceByLoss(ending);
  }

  /** A start that finds nothing may be the first of another program of the same script. */
  private Optional<String> hindranceByLoss(Ending ending) {
    if (ending.attempt() > 1) {
      return Optional.empty();
    }
    boolean lost = job.restartCount() > 0 && Folders.whyNodeLocal(job, ending.run()).isPresent();
    lost |= ending.wanted() == Requeue.RESUBMIT && job.resubmitted() > 0;
    if (lost) {
      return Optional.of(
          "it was started again, and has found nothing of what it had saved: "
              + ending.run()
              + " does not outlive a start, or another name is given to the run each time");
    }
    return Optional.empty();
  }

  private Optional<String> hindranceByJob(Ending ending, Optional<JobState> state) {
    boolean mayBeRequeued = state.map(JobState::mayBeRequeued).orElse(true);
    if (ending.wanted() == Requeue.RESUBMIT) {
      if (job.isHeterogeneous()) {
        return Optional.of(
            "no heterogeneous job is submitted anew; CAIRN_REQUEUE=auto requeues it");
      }
      return ending.cause() == StopCause.PREEMPTED && mayBeRequeued
          ? Optional.of("Slurm itself does that")
          : Optional.empty();
    }
    if (state.isPresent() && !state.get().isBatch()) {
      return Optional.of("it has no script");
    }
    if (!mayBeRequeued) {
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
    OptionalInt code = exitCode(ending);
    return code.isPresent() && codes().requeued().contains(code.getAsInt())
        ? "; this site does so as well for what ends with "
            + code.getAsInt()
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
