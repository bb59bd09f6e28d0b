/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What pruning will remove, before it removes it. Only verified checkpoints of the attempt that
 * prunes count, it removes files only of its own epoch, and older epochs go as a whole, once
 * nothing in them is to be kept.
 *
 * <p>Where checkpoints share blocks, the files that a kept one needs are kept too, and always two
 * verified ones that share none: damage to one file never takes both. Older epochs go only where
 * there are two such.
 *
 * @param files checkpoints of the own epoch to remove, the oldest first
 * @param demoted checkpoints of the own epoch that go, but whose blocks are needed
 * @param released files whose blocks are no longer needed, by sequence
 * @param epochs older epochs to remove as a whole
 */
public record RetentionPlan(
    List<CheckpointFile> files,
    List<CheckpointFile> demoted,
    List<Long> released,
    List<Long> epochs) {
  private static final RetentionPlan NOTHING =
      new RetentionPlan(List.of(), List.of(), List.of(), List.of());

  /**
   * What is known when a plan is made.
   *
   * @param catalog all committed checkpoints of the run
   * @param epochs all attempts, those without a checkpoint too
   * @param own the epoch of the attempt that prunes
   * @param verified the sequences of the own epoch that were read back whole
   * @param needs of which files each checkpoint of the own epoch consists
   * @param demoted the sequences of files of the own epoch that are kept for their blocks alone
   * @param takenAt when each checkpoint was taken, by its writer's clock; needed only where one of
   *     each span is kept, and what has no time here is kept
   */
  public record Situation(
      Catalog catalog,
      Set<Long> epochs,
      long own,
      Set<Long> verified,
      FileNeeds needs,
      Set<Long> demoted,
      Map<CheckpointFile, Instant> takenAt) {
    boolean isVerified(CheckpointFile file) {
      return file.epoch() == own && verified.contains(file.sequence());
    }

    /** The newest verified checkpoint that shares no file with the newest of all verified ones. */
    private OptionalLong disjointFromNewest() {
      long newest = Collections.max(verified);
      return verified.stream()
          .filter(other -> needs.areDisjoint(newest, other))
          .mapToLong(Long::longValue)
          .max();
    }
  }

  /** True where there is nothing to remove. */
  public boolean isEmpty() {
    return files.isEmpty() && demoted.isEmpty() && released.isEmpty() && epochs.isEmpty();
  }

  /**
   * The plan while the run goes on.
   *
   * @param situation what there is
   * @param retention what is kept
   * @return what may go
   */
  public static RetentionPlan of(Situation situation, Retention retention) {
    if (situation.verified().size() < Retention.MINIMUM) { // guard: prune-minimum
      return NOTHING;
    }
    Set<CheckpointFile> kept = kept(situation, retention);
    OptionalLong other = situation.disjointFromNewest();
    for (CheckpointFile file : situation.catalog().files()) {
      boolean own = file.epoch() == situation.own();
      if (other.isEmpty() && !own) { // guard: prune-disjoint
        kept.add(file);
      }
      if (own && other.equals(OptionalLong.of(file.sequence()))) { // guard: keep-disjoint
        kept.add(file);
      }
    }
    return removeAllBut(situation, kept);
  }

  /**
   * The plan once the end state is committed and verified: it alone stays, with what is pinned.
   *
   * @param situation what there is
   * @param last the sequence of the end state
   * @return what may go
   */
  public static RetentionPlan afterCompletion(Situation situation, long last) {
    if (!situation.verified().contains(last)) { // guard: prune-completion
      return NOTHING;
    }
    Set<CheckpointFile> kept = new HashSet<>();
    for (CheckpointFile file : situation.catalog().files()) {
      if (file.pinned() || (file.epoch() == situation.own() && file.sequence() == last)) {
        kept.add(file);
      }
    }
    return removeAllBut(situation, kept);
  }

  /**
   * The plan where others say what is kept, and the blocks that it needs.
   *
   * @param situation what there is
   * @param sequences of the own epoch that are kept
   * @return what may go
   */
  public static RetentionPlan following(Situation situation, Set<Long> sequences) {
    Set<CheckpointFile> kept = new HashSet<>();
    for (CheckpointFile file : situation.catalog().files()) {
      if (sequences.contains(file.sequence())) {
        kept.add(file);
      }
    }
    RetentionPlan plan = removeAllBut(situation, kept);
    // Older attempts are for whoever says what is kept.
    return new RetentionPlan(plan.files(), plan.demoted(), plan.released(), List.of());
  }

  private static Set<CheckpointFile> kept(Situation situation, Retention retention) {
    List<CheckpointFile> newestFirst = new ArrayList<>(situation.catalog().files());
    Collections.reverse(newestFirst);
    Set<CheckpointFile> kept = new HashSet<>();
    int counted = 0;
    for (CheckpointFile file : newestFirst) {
      boolean counts = file.epoch() != situation.own() || situation.isVerified(file);
      if (!counts || file.pinned()) {
        kept.add(file);
      } else if (counted < retention.last()) {
        kept.add(file);
        counted++;
      }
    }
    retention.every().ifPresent(span -> keepOneOfEach(span, situation, kept));
    return kept;
  }

  private static void keepOneOfEach(Duration span, Situation situation, Set<CheckpointFile> kept) {
    Set<Long> seen = new HashSet<>();
    for (CheckpointFile file : situation.catalog().files()) {
      Instant takenAt = situation.takenAt().get(file);
      if (takenAt == null || seen.add(Math.floorDiv(takenAt.toEpochMilli(), span.toMillis()))) {
        kept.add(file);
      }
    }
  }

  private static RetentionPlan removeAllBut(Situation situation, Set<CheckpointFile> kept) {
    Set<Long> needed = new HashSet<>();
    for (CheckpointFile file : kept) {
      if (file.epoch() == situation.own()) {
        needed.addAll(situation.needs().filesOf(file.sequence())); // guard: keep-blocks
      }
    }
    List<CheckpointFile> files = new ArrayList<>();
    List<CheckpointFile> demoted = new ArrayList<>();
    Set<Long> epochs = new TreeSet<>(situation.epochs());
    epochs.removeIf(epoch -> epoch >= situation.own());
    for (CheckpointFile file : situation.catalog().files()) {
      if (kept.contains(file)) {
        epochs.remove(file.epoch());
      } else if (file.epoch() == situation.own()) {
        (needed.contains(file.sequence()) ? demoted : files).add(file);
      }
    }
    List<Long> released = new ArrayList<>(new TreeSet<>(situation.demoted()));
    released.removeAll(needed);
    return new RetentionPlan(files, demoted, released, List.copyOf(epochs));
  }
}
