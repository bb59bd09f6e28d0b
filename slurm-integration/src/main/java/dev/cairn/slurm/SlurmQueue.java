/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Asks squeue, not too often and not for ever, and remembers what it last said. Thread-safe. */
final class SlurmQueue {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String NO_SUCH_JOB = "Invalid job id";

  private final Commands commands;
  private final CallBudget budget;
  private final String jobId;
  private volatile Optional<JobState> last = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();

  SlurmQueue(Commands commands, CallBudget budget, String jobId) {
    this.commands = commands;
    this.budget = budget;
    this.jobId = jobId;
  }

  /** What it says of our own job; empty where it does not answer, or was asked too often. */
  Optional<JobState> own() {
    if (!budget.take()) {
      return Optional.empty();
    }
    try {
      Commands.Result result = ask(jobId);
      Optional<JobState> state = JobState.of(result.output());
      if (state.isEmpty()) {
        trouble = Optional.of("squeue says of job " + jobId + ": " + result.output().trim());
      } else {
        last = state;
        trouble = Optional.empty();
      }
      return state;
    } catch (IOException e) {
      trouble = Optional.of(e.getMessage());
      return Optional.empty();
    }
  }

  /** What it said last of our own job. */
  Optional<JobState> last() {
    return last;
  }

  /** Why it did not answer when it was last asked. */
  Optional<String> trouble() {
    return trouble;
  }

  /** True where another job is certainly over: ended, or forgotten since it has. */
  boolean isOver(String other) {
    if (!budget.take()) {
      return false;
    }
    try {
      Commands.Result result = ask(other);
      return JobState.of(result.output())
          .map(JobState::isOver)
          .orElseGet(() -> result.output().contains(NO_SUCH_JOB));
    } catch (IOException e) {
      trouble = Optional.of(e.getMessage());
      return false;
    }
  }

  private Commands.Result ask(String id) throws IOException {
    return commands.run(
        PATIENCE, List.of("squeue", "-h", "-t", "all", "-j", id, "-O", JobState.format()));
  }
}
