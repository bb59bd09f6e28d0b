/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.Retention;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.store.Catalog;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RetentionPlan;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Removes the parts of one rank whose checkpoints are gone, or never came to be. Which checkpoints
 * are kept, rank 0 says by keeping them. Used by one thread at a time.
 */
final class PartPruner extends Pruner {
  private final EpochFolder room;
  private final EpochFolder attempt;
  private final Set<Long> readBack = new HashSet<>();

  /** The number of the checkpoint that each part belongs to. */
  private final Map<Long, Long> checkpoints = new HashMap<>();

  /** Parts of which this rank never heard what became: their checkpoints may be there. */
  private final Set<Long> unknown = new HashSet<>();

  private final KeyRing keys;
  private final int rank;
  private long newest;
  private long newestCheckpoint;

  /**
   * Creates it.
   *
   * @param attempt where the checkpoints are
   * @param room where the parts of this rank are
   * @param rank which it is
   */
  PartPruner(RunFolder folder, EpochFolder attempt, EpochFolder room, int rank, KeyRing keys) {
    super(
        folder,
        room,
        Retention.keepLast(Retention.MINIMUM),
        keys,
        Resumed.Adopted.NOTHING,
        Set.of());
    this.room = room;
    this.attempt = attempt;
    this.rank = rank;
    this.keys = keys;
  }

  /** It counts only once the parts of all ranks are there. */
  @Override
  void verified(long part) {
    readBack.add(part);
  }

  /** A part belongs to a checkpoint. */
  void committed(long part, long checkpoint) {
    checkpoints.put(part, checkpoint);
    unknown.remove(part);
    newest = Math.max(newest, part);
    newestCheckpoint = Math.max(newestCheckpoint, checkpoint);
    if (readBack.contains(part)) {
      super.verified(part);
    }
  }

  /** Nobody has said what became of a part. */
  void isUnknown(long part) {
    unknown.add(part);
  }

  @Override
  Catalog catalog() throws IOException {
    return room.catalog();
  }

  @Override
  RetentionPlan plan(long newestPart, boolean complete) throws IOException {
    return planForRoom();
  }

  @Override
  RetentionPlan planForRoom() throws IOException {
    Map<Long, CheckpointFile> there = new TreeMap<>();
    attempt.catalog().files().forEach(file -> there.put(file.sequence(), file));
    long highest = there.keySet().stream().mapToLong(number -> number).max().orElse(0);
    // A client of a file server may list what was there some time ago.
    boolean isUpToDate = highest > 0 && highest >= newestCheckpoint;
    if (isUpToDate) {
      findOutAboutUnknown(there);
    }
    Set<Long> kept = new HashSet<>();
    for (CheckpointFile file : catalog().files()) {
      long part = file.sequence();
      Long checkpoint = checkpoints.get(part);
      boolean needed = checkpoint == null ? unknown.contains(part) : there.containsKey(checkpoint);
      if (!isUpToDate || needed || part >= newest) {
        kept.add(part);
      }
    }
    checkpoints.keySet().retainAll(kept);
    readBack.retainAll(kept);
    unknown.retainAll(kept);
    return RetentionPlan.following(situation(Map.of()), kept);
  }

  /** Once a later part belongs to a checkpoint, an earlier one does by now or never will. */
  private void findOutAboutUnknown(Map<Long, CheckpointFile> there) {
    Set<Long> old = new HashSet<>(unknown);
    old.removeIf(part -> part >= newest);
    if (old.isEmpty()) {
      return;
    }
    for (CheckpointFile checkpoint : there.values()) {
      if (!checkpoints.containsValue(checkpoint.sequence())) {
        try (CheckpointFileReader reader = CheckpointFileReader.open(checkpoint.path(), keys)) {
          CheckpointFiles.ranks(reader)
              .map(whole -> whole.parts().get(rank).sequence())
              .ifPresent(part -> checkpoints.put(part, checkpoint.sequence()));
        } catch (CheckpointException | IOException e) {
          return; // nobody knows
        }
      }
    }
    unknown.removeAll(old);
  }
}
