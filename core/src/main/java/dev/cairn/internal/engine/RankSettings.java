/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import dev.cairn.spi.RankGroup;
import java.util.Optional;

/**
 * Finds out which of several JVMs of a run this is, where the program says that there are several.
 *
 * @param values what was said
 * @param job the job that this JVM runs in
 * @param group by which the ranks agree, where the program has that
 */
record RankSettings(OptionValues values, Optional<JobEnvironment> job, Optional<RankGroup> group) {
  /** Empty where this JVM is a run of its own. */
  Optional<RunSettings.Ranks> resolve() {
    if (!values.get(Options.RANKS)) {
      return Optional.empty();
    }
    String launch =
        values
            .find(Options.LAUNCH_ID)
            .or(() -> launched().map(LaunchedRank::launch))
            .orElseThrow(
                () ->
                    unknown(
                        "what tells this start of all ranks from any other", "CAIRN_LAUNCH_ID"));
    return Optional.of(
        new RunSettings.Ranks(
            seat(launch), group, values.find(Options.RANK_LEAD), values.get(Options.RANK_WRITERS)));
  }

  /**
   * Which rank this is where nothing is saved, so that starts need not be told apart; of a program
   * that was started as one JVM it is the only one.
   */
  RankSeat seatWithoutCheckpoints() {
    boolean isToldApart =
        group.isPresent() || values.find(Options.RANK).isPresent() || launched().isPresent();
    return isToldApart ? seat("") : RankSeat.ALONE;
  }

  private Optional<LaunchedRank> launched() {
    return job.flatMap(JobEnvironment::launchedRank);
  }

  private RankSeat seat(String launch) {
    int rank =
        group
            .map(RankGroup::rank)
            .or(() -> values.find(Options.RANK))
            .or(() -> launched().map(LaunchedRank::rank))
            .orElseThrow(() -> unknown("which rank this is", "CAIRN_RANK"));
    int size =
        group
            .map(RankGroup::size)
            .or(() -> values.find(Options.RANK_COUNT))
            .or(() -> launched().map(LaunchedRank::size))
            .orElseThrow(() -> unknown("how many ranks there are", "CAIRN_RANK_COUNT"));
    if (rank >= size) {
      throw new CheckpointSettingsException(
          "ranks(): this is rank "
              + rank
              + " of "
              + size
              + ", and ranks are counted from 0; check CAIRN_RANK and CAIRN_RANK_COUNT");
    }
    return new RankSeat(rank, size, launch);
  }

  private static CheckpointSettingsException unknown(String what, String variable) {
    return new CheckpointSettingsException(
        "ranks(): nobody can tell "
            + what
            + ": this JVM is no task of a step of Slurm (is cairn-slurm on the class path, and was it "
            + "started by srun?); say it with "
            + variable
            + ". Each JVM needs CAIRN_RANK (0, 1, ...: another one for each), CAIRN_RANK_COUNT (the "
            + "same) and CAIRN_LAUNCH_ID (the same, and a new one at each start of all); "
            + "CAIRN_RANKS=false has it run as one JVM without ranks");
  }
}
