/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The other tasks of a step, each with a run of its own. Whoever is the first to have saved its run
 * would end them all by a requeue, KillWait later: it waits for as long as there is time. They know
 * nothing of one another. Immutable.
 *
 * @param job the job they are part of
 * @param left what is left until Slurm ends them all; empty where nobody knows
 * @param pause how time passes
 */
record StepTasks(SlurmVariables job, Supplier<Optional<Duration>> left, Pause pause) {
  /** What the commands of a requeue may take, with a controller that is busy. */
  private static final Duration KEPT = Duration.ofSeconds(15);

  /** So much sooner the first of them wakes up, so that not all ask at once. */
  private static final Duration TURNS = Duration.ofSeconds(10);

  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Where nobody knows when the job ends, it was told to by a warning, of which this is little. */
  private static final Duration UNKNOWN = Duration.ofSeconds(20);

  /** Lets time pass. */
  interface Pause {
    void pass(Duration span) throws InterruptedException;
  }

  /** How long the others are given; zero where there are none, or no time. */
  Duration patience() {
    if (job.stepTask().isEmpty()) {
      return Duration.ZERO;
    }
    Duration patience = left.get().map(span -> span.minus(KEPT).minus(turn())).orElse(UNKNOWN);
    Duration bounded = patience.compareTo(LONGEST) < 0 ? patience : LONGEST;
    return bounded.isNegative() ? Duration.ZERO : bounded;
  }

  /** The first comes first. */
  private Duration turn() {
    long tasks = job.stepTasks();
    long number = Math.min(tasks - 1, job.stepTask().map(Long::parseLong).orElse(0L));
    return TURNS.multipliedBy(tasks - number).dividedBy(tasks);
  }

  /** Waits for them; an interrupt ends that. */
  void await(Duration patience) {
    try {
      pause.pass(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
