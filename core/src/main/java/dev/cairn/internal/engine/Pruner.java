/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.Retention;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.store.Catalog;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RetentionPlan;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes checkpoints that the retention policy no longer keeps; the last thing that happens to any
 * checkpoint. Used by one thread at a time.
 */
final class Pruner {
  private final RunFolder folder;
  private final EpochFolder own;
  private final Retention retention;
  private final Set<Long> verified = new HashSet<>();
  private final Set<String> unreadable;

  /**
   * Creates a pruner.
   *
   * @param adopted true where the checkpoint that was resumed from, which every byte of was read,
   *     is in the own room as well
   * @param unreadable what could not be read, by this attempt or an earlier one
   */
  Pruner(
      RunFolder folder,
      EpochFolder own,
      Retention retention,
      boolean adopted,
      Set<String> unreadable) {
    this.folder = folder;
    this.own = own;
    this.retention = retention;
    this.unreadable = Set.copyOf(unreadable);
    if (adopted) {
      verified.add(EpochFolder.ADOPTED);
    }
  }

  /** A checkpoint of this attempt was read back whole. */
  void verified(CheckpointInfo info) {
    verified.add(info.sequence());
  }

  /** Removes what is no longer needed after a checkpoint was committed and verified. */
  void prune(CheckpointInfo newest) throws IOException {
    int unused =
        carryOut(
            newest.complete()
                ? RetentionPlan.afterCompletion(situation(Map.of()), newest.sequence())
                : RetentionPlan.of(situation(timesIfNeeded()), retention));
  }

  /** The disk is full: keeps only what a resume needs. Returns false where nothing could go. */
  boolean makeRoom() throws IOException {
    RetentionPlan plan =
        RetentionPlan.of(situation(Map.of()), Retention.keepLast(Retention.MINIMUM));
    return carryOut(plan) > 0;
  }

  private RetentionPlan.Situation situation(Map<CheckpointFile, Instant> times) throws IOException {
    Set<Long> epochs = new HashSet<>();
    folder.epochs().forEach(epoch -> epochs.add(epoch.number()));
    List<CheckpointFile> files = new ArrayList<>();
    for (CheckpointFile file : folder.catalog().files()) {
      files.add(unreadable.contains(file.id()) ? file.asPinned() : file);
    }
    return new RetentionPlan.Situation(new Catalog(files), epochs, own.number(), verified, times);
  }

  private Map<CheckpointFile, Instant> timesIfNeeded() throws IOException {
    Map<CheckpointFile, Instant> times = new HashMap<>();
    if (retention.every().isPresent()) {
      Catalog catalog = folder.catalog();
      for (CheckpointFile file : catalog.files()) {
        try (CheckpointFileReader reader = CheckpointFileReader.open(file.path())) {
          times.put(file, CheckpointFiles.info(reader).takenAt());
        } catch (UnusableCheckpointException | IOException e) {
          // Without a time it is kept.
        }
      }
    }
    return times;
  }

  /** Removes what the plan says; what cannot be removed keeps nothing else. Returns how many. */
  private int carryOut(RetentionPlan plan) throws IOException {
    int removed = 0;
    for (CheckpointFile file : plan.files()) {
      own.delete(file);
      verified.remove(file.sequence());
      removed++;
    }
    IOException failure = null;
    for (EpochFolder epoch : folder.epochs()) {
      if (plan.epochs().contains(epoch.number())) {
        try {
          folder.remove(epoch, own);
          removed++;
        } catch (IOException e) {
          failure = failure == null ? e : failure;
        }
      }
    }
    if (failure != null && removed == 0) {
      throw failure;
    }
    return removed;
  }
}
