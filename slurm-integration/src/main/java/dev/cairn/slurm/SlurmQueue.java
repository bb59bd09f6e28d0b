/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Asks squeue, not too often and not for ever, and remembers what it last said. Thread-safe. */
final class SlurmQueue {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration YOUNG = Duration.ofSeconds(2);
  private static final String NO_SUCH_JOB = "Invalid job id";

  private final Commands commands;
  private final CallBudget budget;
  private final String jobId;
  private final LongSupplier nanos;
  private final Set<String> suspended = ConcurrentHashMap.newKeySet();
  private volatile Optional<JobState> last = Optional.empty();
  private volatile long lastAt;
  private volatile Optional<String> trouble = Optional.empty();

  /**
   * Creates it; nothing is asked yet.
   *
   * @param jobId our own job, and of an array the task: {@code 17}, {@code 17_4}
   */
  SlurmQueue(Commands commands, CallBudget budget, LongSupplier nanos, String jobId) {
    this.commands = commands;
    this.budget = budget;
    this.nanos = nanos;
    this.jobId = jobId;
  }

  /** What it says of our own job; empty where it does not answer, or was asked too often. */
  Optional<JobState> own() {
    return own(0);
  }

  /** The same, unless it was asked within the last seconds. */
  Optional<JobState> ownJustNow() {
    boolean young = last.isPresent() && nanos.getAsLong() - lastAt < YOUNG.toNanos();
    return young ? last : own(0);
  }

  /**
   * The same, where so many calls are left after it.
   *
   * @param kept how many
   */
  Optional<JobState> own(int kept) {
    if (!budget.take(kept)) {
      return Optional.empty();
    }
    try {
      Commands.Result result = ask(jobId);
      Optional<JobState> state = states(result).stream().findFirst();
      if (state.isEmpty()) {
        trouble = Optional.of("squeue says of job " + jobId + ": " + result.output().trim());
      } else {
        last = state;
        lastAt = nanos.getAsLong();
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

  /** True where it was suspended when it was last asked whether another job is over. */
  boolean isSuspended(String other) {
    return suspended.contains(other);
  }

  /**
   * True where another job is certainly over: ended, or forgotten since it has. Asked once or twice
   * at a start, beside what is asked about our own.
   */
  boolean isOver(String other) {
    try {
      Commands.Result result = ask(other);
      List<JobState> states = states(result);
      if (states.stream().anyMatch(JobState::isSuspended)) {
        suspended.add(other);
      } else {
        suspended.remove(other);
      }
      return states.isEmpty()
          ? result.output().contains(NO_SUCH_JOB)
          : states.stream().allMatch(JobState::isOver);
    } catch (IOException e) {
      trouble = Optional.of(e.getMessage());
      return false;
    }
  }

  /** One for each task, where it is the number of a whole array. */
  private static List<JobState> states(Commands.Result result) {
    return result.output().lines().flatMap(line -> JobState.of(line).stream()).toList();
  }

  private Commands.Result ask(String id) throws IOException {
    return commands.run(
        PATIENCE, List.of("squeue", "-h", "-t", "all", "-j", id, "-O", JobState.format()));
  }
}
