/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.inspect.RankBalance;
import dev.cairn.internal.inspect.RankHeads;
import dev.cairn.internal.inspect.RunView;
import dev.cairn.internal.store.CheckpointFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the checkpoints that a run of several ranks has kept say of its ranks. Immutable.
 *
 * @param id the newest that can be read
 * @param newest its parts
 * @param slowest the ranks that were the slowest of a checkpoint; those first that were it most
 *     often
 * @param read how many checkpoints were read for it
 * @param unread how many cannot be read
 */
record KeptRanks(String id, RankEntry.Whole newest, List<Slowest> slowest, int read, int unread) {
  /**
   * A rank that held up the others.
   *
   * @param rank which
   * @param checkpoints in how many
   */
  record Slowest(int rank, int checkpoints) {}

  /** Reads them; empty where the run is of one JVM, or none of them can be read. */
  static Optional<KeptRanks> of(RunView view, RankHeads heads) {
    if (!view.isOfRanks()) {
      return Optional.empty();
    }
    String id = "";
    RankEntry.Whole newest = null;
    int read = 0;
    Map<Integer, Integer> times = new TreeMap<>();
    for (CheckpointFile file : view.checkpoints()) {
      Optional<RankEntry.Whole> parts = heads.parts(file);
      if (parts.isPresent()) {
        id = file.id();
        newest = parts.get();
        read++;
        times.merge(RankBalance.of(newest).pauseNanos().rank(), 1, Integer::sum);
      }
    }
    return newest == null
        ? Optional.empty()
        : Optional.of(
            new KeptRanks(id, newest, mostFirst(times), read, view.checkpoints().size() - read));
  }

  private static List<Slowest> mostFirst(Map<Integer, Integer> times) {
    List<Slowest> slowest = new ArrayList<>();
    times.forEach((rank, checkpoints) -> slowest.add(new Slowest(rank, checkpoints)));
    slowest.sort(Comparator.comparingInt(Slowest::checkpoints).reversed());
    return List.copyOf(slowest);
  }
}
