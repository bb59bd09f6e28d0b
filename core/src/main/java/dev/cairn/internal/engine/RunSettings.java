/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Compression;
import dev.cairn.DirectWrites;
import dev.cairn.Requeue;
import dev.cairn.ResumeMode;
import dev.cairn.Retention;
import dev.cairn.Sharing;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.gate.SafepointCounts;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.trigger.IntervalPolicy;
import dev.cairn.spi.CheckpointListener;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.RankGroup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * All that is decided about a run before anything is touched. Immutable.
 *
 * @param name the name of the run
 * @param directory the folder that holds the runs
 * @param parameters what results depend on; a resume with others is refused
 * @param interval how long to compute between two checkpoints
 * @param counts at which safepoints of a thread a checkpoint is taken, and at which it stops
 * @param retention which checkpoints are kept
 * @param resume whether to resume
 * @param branchFrom where a run that has no checkpoint yet takes its state from
 * @param outputCopyLimit the most bytes of an output that are copied for a resume
 * @param sharing who else may reach the checkpoints
 * @param trust users whose runs may be resumed
 * @param limits how long things may take
 * @param rehearsals which checkpoints are read back while the program waits
 * @param writing how checkpoints are written
 * @param reuseArrays true where arrays are filled that an object has into which is resumed
 * @param ends how an attempt ends before its run is finished
 * @param takeover true where a live owner is to be put out
 * @param telling who is told how the run stands
 * @param ranks which of several JVMs of the run this is; empty where it is one alone
 * @param launch how the program was started
 * @param job the job it runs in, where there is one
 * @param unknown what was set from outside and means nothing, a line each
 */
public record RunSettings(
    String name,
    Path directory,
    Manifest.Parameters parameters,
    IntervalPolicy interval,
    SafepointCounts counts,
    Retention retention,
    ResumeMode resume,
    Optional<Path> branchFrom,
    long outputCopyLimit,
    Sharing sharing,
    Set<String> trust,
    Limits limits,
    Rehearsals rehearsals,
    Writing writing,
    boolean reuseArrays,
    Ends ends,
    boolean takeover,
    Telling telling,
    Optional<Ranks> ranks,
    Launch launch,
    Optional<JobEnvironment> job,
    List<String> unknown) {
  /**
   * How long things may take.
   *
   * @param patience until every thread has come to a safepoint
   * @param grace from a stop signal until the program has ended
   * @param beatPeriod from one sign of life to the next
   * @param deadlineMargin how much sooner than it has to an attempt ends before its job does; empty
   *     where that follows from the job's time
   * @param failAfter failed checkpoints in a row after which safepoint() throws; 0 is never
   */
  public record Limits(
      Duration patience,
      Duration grace,
      Duration beatPeriod,
      Optional<Duration> deadlineMargin,
      int failAfter) {}

  /**
   * Which checkpoints are read back while the program waits.
   *
   * @param time how long that may take
   * @param every every how many, beside the first; 0 is the first alone
   * @param hold how long each capture is held to see whether a thread changes the state meanwhile;
   *     zero where nobody looks for that
   */
  public record Rehearsals(Duration time, int every, Duration hold) {}

  /**
   * How checkpoints are written.
   *
   * @param compression how blocks are compressed
   * @param threads how many threads hash and compress while the program goes on
   * @param bytesPerSecond the most bytes written in a second; 0 is as many as the disk takes
   * @param direct whether past the page cache
   * @param chains how far checkpoints depend on one another
   * @param keys under which they are encrypted, and read
   */
  public record Writing(
      Compression compression,
      int threads,
      long bytesPerSecond,
      DirectWrites direct,
      Chains chains,
      KeyRing keys) {}

  /**
   * How far checkpoints share the blocks of others.
   *
   * @param longest how many checkpoints a chain has at most; 1 is none that shares
   * @param oldest how old its first may be when a further one is added
   */
  public record Chains(int longest, Duration oldest) {}

  /**
   * How an attempt ends before its run is finished.
   *
   * @param exitCode the exit code of unfinished work; empty where nobody has said one
   * @param stopSignals signals that ask for a last checkpoint
   * @param requeue what becomes of its job
   * @param requeueLimit how often its job is started again at most
   */
  public record Ends(
      Optional<Integer> exitCode, List<String> stopSignals, Requeue requeue, int requeueLimit) {
    /** As it was said, or the default. */
    public int codeOfUnfinishedWork() {
      return exitCode.orElse(Options.EXIT_CODE.fallback());
    }
  }

  /**
   * Who is told how the run stands.
   *
   * @param listeners are told of each checkpoint
   * @param progressEvery how often the log says how far the program is; empty where seldom enough
   */
  public record Telling(List<CheckpointListener> listeners, Optional<Duration> progressEvery) {}

  /**
   * Which of several JVMs of the run this is.
   *
   * @param seat its rank, and among how many
   * @param group the program's collective; empty where they agree by files
   * @param lead how far ahead a checkpoint is announced at least; empty where that follows from the
   *     file system
   * @param writers how many of them write at once at most; 0 is all
   */
  public record Ranks(
      RankSeat seat, Optional<RankGroup> group, Optional<Duration> lead, int writers) {}

  /** Which rank this is; the only one, where the run has none. */
  public RankSeat seat() {
    return ranks.map(Ranks::seat).orElse(RankSeat.ALONE);
  }

  /** True where this JVM speaks for the run: it is alone, or rank 0. */
  public boolean isFirst() {
    return seat().isFirst();
  }

  /** Where this JVM writes its files within an attempt. */
  EpochFolder roomIn(EpochFolder attempt) {
    return ranks.isEmpty() ? attempt : attempt.roomOf(seat().rank(), seat().size());
  }

  /** What no other run of this JVM has, nor another rank of this one. */
  public Path key() {
    return ranks.isEmpty() ? folder() : folder().resolve("rank-" + seat().rank());
  }

  /** The folder of the run. */
  public Path folder() {
    return directory.resolve(name);
  }
}
