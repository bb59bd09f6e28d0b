/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointInfo;
import dev.cairn.Retention;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.store.Catalog;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.FileNeeds;
import dev.cairn.internal.store.RetentionPlan;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Removes checkpoints that the retention policy no longer keeps; the last thing that happens to any
 * checkpoint. Used by one thread at a time.
 */
class Pruner {
  private final RunFolder folder;
  private final EpochFolder own;
  private final Retention retention;
  private final KeyRing keys;
  private final Set<Long> verified = new HashSet<>();
  private final Set<String> unreadable;

  /** The files of this attempt, and of which of them each checkpoint consists. */
  private final Map<Long, BlockFile> files = new HashMap<>();

  private final FileNeeds needs = new FileNeeds();

  /** Files that are kept for their blocks alone. */
  private final Set<Long> demoted = new HashSet<>();

  private final List<BlockFile> adoptedBlocks;

  /**
   * Creates a pruner.
   *
   * @param keys under which checkpoints may be encrypted
   * @param adopted the checkpoint that was resumed from, which every byte of was read, where it is
   *     in the own room as well
   * @param unreadable what could not be read, by this attempt or an earlier one
   */
  Pruner(
      RunFolder folder,
      EpochFolder own,
      Retention retention,
      KeyRing keys,
      Resumed.Adopted adopted,
      Set<String> unreadable) {
    this.folder = folder;
    this.own = own;
    this.retention = retention;
    this.keys = keys;
    this.unreadable = Set.copyOf(unreadable);
    this.adoptedBlocks = adopted.blocks();
    if (adopted.done()) {
      verified.add(EpochFolder.ADOPTED);
    }
  }

  /**
   * A checkpoint of this attempt is about to get its name.
   *
   * @param file it
   * @param needed the files whose blocks it shares
   */
  void committing(BlockFile file, Collection<BlockFile> needed) {
    committing(file, needed.stream().map(BlockFile::sequence).collect(Collectors.toSet()));
  }

  /**
   * As {@link #committing(BlockFile, Collection)}, by numbers that may be of other things as well:
   * two checkpoints that have one in common are not kept as if one did for the other.
   */
  final void committing(BlockFile file, Set<Long> needed) {
    files.put(file.sequence(), file);
    needs.put(file.sequence(), needed);
  }

  /** A checkpoint of this attempt was read back whole. */
  void verified(long sequence) {
    verified.add(sequence);
  }

  /** True where a verified checkpoint shares no file with that of a sequence. */
  boolean hasOtherThan(long sequence) {
    return verified.stream().anyMatch(other -> needs.areDisjoint(other, sequence));
  }

  /** What shares a file with that of a sequence counts no more: one of its files is damaged. */
  void distrust(long sequence) {
    verified.removeIf(other -> !needs.areDisjoint(other, sequence));
  }

  /** What needs a file counts no more, by the number that was given for that. */
  final void distrustWhatNeeds(long file) {
    verified.removeIf(other -> needs.isNeeded(file, other));
  }

  /** Removes what is no longer needed after a checkpoint was committed and verified. */
  void prune(CheckpointInfo newest) throws IOException {
    prune(newest.sequence(), newest.complete());
  }

  /** As {@link #prune(CheckpointInfo)}, by its number and whether it is the end state. */
  final void prune(long newest, boolean complete) throws IOException {
    int unused = carryOut(plan(newest, complete));
  }

  /** The disk is full: keeps only what a resume needs. Returns false where nothing could go. */
  boolean makeRoom() throws IOException {
    return carryOut(planForRoom()) > 0;
  }

  /** What may go once there is a newer one. */
  RetentionPlan plan(long newest, boolean complete) throws IOException {
    return complete
        ? RetentionPlan.afterCompletion(situation(Map.of()), newest)
        : RetentionPlan.of(situation(timesIfNeeded()), retention);
  }

  /** What may go where there is no room. */
  RetentionPlan planForRoom() throws IOException {
    return RetentionPlan.of(situation(Map.of()), Retention.keepLast(Retention.MINIMUM));
  }

  /** All that is committed. */
  Catalog catalog() throws IOException {
    return folder.catalog();
  }

  final RetentionPlan.Situation situation(Map<CheckpointFile, Instant> times) throws IOException {
    Set<Long> epochs = new HashSet<>();
    folder.epochs().forEach(epoch -> epochs.add(epoch.number()));
    List<CheckpointFile> found = new ArrayList<>();
    for (CheckpointFile file : catalog().files()) {
      found.add(unreadable.contains(file.id()) ? file.asPinned() : file);
    }
    Set<Long> there = new HashSet<>();
    found.stream()
        .filter(file -> file.epoch() == own.number())
        .forEach(file -> there.add(file.sequence()));
    verified.retainAll(there);
    return new RetentionPlan.Situation(
        new Catalog(found), epochs, own.number(), verified, needs, demoted, times);
  }

  private Map<CheckpointFile, Instant> timesIfNeeded() throws IOException {
    Map<CheckpointFile, Instant> times = new HashMap<>();
    if (retention.every().isPresent()) {
      Catalog catalog = folder.catalog();
      for (CheckpointFile file : catalog.files()) {
        try (CheckpointFileReader reader = CheckpointFileReader.open(file.path(), keys)) {
          times.put(file, CheckpointFiles.info(reader).takenAt());
        } catch (CheckpointException | IOException e) {
          // Without a time it is kept.
        }
      }
    }
    return times;
  }

  /** Removes what the plan says; what cannot be removed keeps nothing else. Returns how many. */
  private int carryOut(RetentionPlan plan) throws IOException {
    int removed = 0;
    for (CheckpointFile file : plan.demoted()) {
      own.demote(file, files.get(file.sequence()));
      verified.remove(file.sequence());
      demoted.add(file.sequence());
    }
    for (CheckpointFile file : plan.files()) {
      own.delete(file);
      forget(file.sequence());
      removed++;
    }
    for (long sequence : plan.released()) {
      own.deleteBlocks(files.get(sequence));
      demoted.remove(sequence);
      forget(sequence);
      removed++;
    }
    return removed + removeEpochs(plan, removed);
  }

  private void forget(long sequence) throws IOException {
    verified.remove(sequence);
    files.remove(sequence);
    needs.remove(sequence);
    if (sequence == EpochFolder.ADOPTED) {
      for (BlockFile blocks : adoptedBlocks) {
        own.deleteBlocks(blocks);
      }
    }
  }

  private int removeEpochs(RetentionPlan plan, int removedBefore) throws IOException {
    int removed = 0;
    IOException failure = null;
    if (plan.epochs().isEmpty()) {
      return 0;
    }
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
    if (removed > 0) {
      folder.sweep(own);
    }
    if (failure != null && removed + removedBefore == 0) {
      throw failure;
    }
    return removed;
  }
}
