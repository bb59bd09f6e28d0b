/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a job scheduler can tell of the job that a JVM runs in. Found by {@link
 * java.util.ServiceLoader}; the first one that {@link #isPresent() is present} counts.
 *
 * <p>Called from several threads; nothing here may block for long, where it does not say so. An
 * exception, and null, mean "cannot tell"; the first is said in the log.
 */
public interface JobEnvironment {
  /** {@return true where this JVM runs in a job of this scheduler} */
  boolean isPresent();

  /** {@return the name the user gave the job, where there is one that means something} */
  Optional<String> jobName();

  /** {@return the number of the task within an array of jobs, as a text} */
  Optional<String> arrayTask();

  /**
   * Tells which task of a step this JVM is, where the step has several: each is a run of its own.
   *
   * @return its number, as a text
   */
  default Optional<String> stepTask() {
    return Optional.empty();
  }

  /**
   * Tells which of several JVMs that were started together this one is, for programs that make one
   * run of them. Other than elsewhere a {@link dev.cairn.CheckpointSettingsException} is thrown at
   * the program: where what was started together can be no run of several ranks.
   *
   * @return its place; empty where it was started alone
   */
  default Optional<LaunchedRank> launchedRank() {
    return Optional.empty();
  }

  /**
   * Names what was submitted, an array of jobs as a whole: of that, two tasks have two runs.
   *
   * @return what no other submission is named
   */
  default Optional<String> submission() {
    return Optional.empty();
  }

  /**
   * Tells how many runs of the same program were started with this one: the tasks of an array, and
   * of a step. For what they cost together.
   *
   * @return at least 1
   */
  default int alike() {
    return 1;
  }

  /**
   * Tells which signals this scheduler sends beside those that end any process.
   *
   * @return their names, without SIG
   */
  default List<String> stopSignals() {
    return List.of();
  }

  /**
   * Tells what will not work as it was started, and how to mend it: said once, when a run is
   * opened.
   *
   * @param directory where the runs are
   * @return a line each
   */
  default List<String> advice(Path directory) {
    return List.of();
  }

  /** {@return what tells this incarnation of this job from all others; written into owner files} */
  Map<String, String> identity();

  /**
   * Tells whether another job is certainly over, so that its run can be taken over at once.
   *
   * @param other the {@link #identity()} that the other job had
   * @return true where it is certainly over; false where it runs, or nobody can tell
   */
  boolean isCertainlyOver(Map<String, String> other);

  /**
   * Tells whether another job is suspended: it gives no sign of life, and will go on. Asked after
   * {@link #isCertainlyOver}, of the same job.
   *
   * @param other the {@link #identity()} that the other job had
   * @return true where its run is not to be taken over though it is silent
   */
  default boolean isSuspended(Map<String, String> other) {
    return false;
  }

  /** {@return where checkpoints go when nobody says so} */
  Optional<Path> defaultDirectory();

  /**
   * Tells how much longer the job may run. Asked for every few seconds, so that what has to be
   * asked of a scheduler is remembered for a while. An attempt takes its last checkpoint, and tells
   * the program to end, when that much time is left as this takes, and a margin.
   *
   * @return from now to the end of the job, as far as is known; empty where it has no end or nobody
   *     can tell
   */
  default Optional<Duration> timeLeft() {
    return Optional.empty();
  }

  /**
   * Tells the same, asked for anew: just before an attempt is ended for lack of time. May take
   * seconds.
   *
   * @return as {@link #timeLeft()}
   */
  default Optional<Duration> confirmedTimeLeft() {
    return timeLeft();
  }

  /**
   * Gives what is to be called when {@link #timeLeft()} has changed otherwise than by time passing:
   * the limit was changed, or the job is to make room. Where it is never called, the change is seen
   * a few seconds later.
   *
   * @param look returns at once
   */
  default void onChange(Runnable look) {}

  /**
   * Tells why the job is to end. Asked once, after a signal or once {@link #timeLeft()} was short,
   * when the last checkpoint has been taken; may take seconds.
   *
   * @param signal the signal that came, without SIG; empty where none has
   * @return why
   */
  default StopCause stopCause(Optional<String> signal) {
    return StopCause.UNKNOWN;
  }

  /**
   * Gives a script that starts this job again from anywhere; it is put beside the checkpoints, for
   * people. Asked for until there is one; in a run of several ranks that of rank 0 is.
   *
   * @param script where it will be
   * @param ranks how many JVMs the run has, all of which it starts
   * @return its text; empty where there is none, or not yet
   */
  default Optional<String> resumeScript(Path script, int ranks) {
    return Optional.empty();
  }

  /**
   * Tells the exit code of unfinished work: where the job is to go on, one at which the scheduler
   * itself puts a job into the queue again; where it is not, one at which it does not. What the
   * user has said counts before that. Asked for where a program was told to end; may take seconds.
   *
   * @param ending how the attempt is about to end
   * @return the code; empty where any is as good
   */
  default OptionalInt exitCode(Ending ending) {
    return OptionalInt.empty();
  }

  /**
   * A run of this JVM was told to end before it is finished: a JVM that ends by itself from here on
   * must not look as if its work was done.
   *
   * @param run the folder of the run
   * @param exitCode what tells that it is not
   */
  default void unfinished(Path run, int exitCode) {}

  /**
   * A run that may have been told to end is finished after all, by a further attempt of this JVM.
   *
   * @param run the folder of the run
   */
  default void finished(Path run) {}

  /**
   * Sees to it that a job goes on whose work is not finished, where that is wanted. Called once in
   * a JVM, as the last thing: the last checkpoint is durable, or it could not be taken, and no run
   * is open any more. May take seconds, and may end this JVM.
   *
   * @param ending how the attempt has ended
   */
  default void requeue(Ending ending) {}
}
