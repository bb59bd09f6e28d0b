/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.internal.capture.GraphCodec;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a resume has found.
 *
 * @param epoch the attempt's own room; empty where the run is finished, and is only read
 * @param from the checkpoint that was used; empty for a fresh start
 * @param base what earlier attempts had reached
 * @param outputs the program's files that belong to it
 * @param roots the restored roots by name
 * @param hooks methods of the program to be called once it has its holders
 * @param changes what has changed in the program's classes since it was written
 * @param skipped checkpoints that could not be used, each with its reason
 * @param unreadable what could not be used, by this attempt or an earlier one, as epoch/sequence
 * @param adopted true where the checkpoint is in the attempt's own room as well
 * @param isBranch true where the checkpoint is of another run, which this one branches off from
 */
record Resumed(
    Optional<EpochFolder> epoch,
    Optional<CheckpointInfo> from,
    Manifest.Progress base,
    List<OutputRecord> outputs,
    Map<String, Object> roots,
    Iterable<GraphCodec.Hook> hooks,
    List<String> changes,
    List<Skipped> skipped,
    Set<String> unreadable,
    boolean adopted,
    boolean isBranch) {
  /**
   * A checkpoint that could not be used. It is never deleted: what cannot be read now may be
   * readable again, or with another version.
   *
   * @param file which
   * @param reason why
   */
  record Skipped(CheckpointFile file, String reason) {
    String describe() {
      return file.id() + " (" + reason + ")";
    }
  }

  static Resumed fresh(EpochFolder epoch) {
    return new Resumed(
        Optional.of(epoch),
        Optional.empty(),
        Manifest.Progress.NOTHING,
        List.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        Set.of(),
        false,
        false);
  }

  boolean isFinished() {
    return !isBranch && from.isPresent() && from.get().complete();
  }

  /** The checkpoint of this very run that it goes on from. */
  Optional<CheckpointInfo> ownCheckpoint() {
    return isBranch ? Optional.empty() : from;
  }

  Resumed in(EpochFolder own, boolean adoptedByOwn, List<Skipped> reasons) {
    return new Resumed(
        Optional.of(own),
        from,
        base,
        outputs,
        roots,
        hooks,
        changes,
        reasons,
        unreadable,
        adoptedByOwn,
        false);
  }

  Resumed asBranch(EpochFolder own) {
    return new Resumed(
        Optional.of(own),
        from,
        base,
        outputs,
        roots,
        hooks,
        changes,
        List.of(),
        Set.of(),
        false,
        true);
  }

  Resumed never(Set<String> toBeDeleted) {
    return new Resumed(
        epoch, from, base, outputs, roots, hooks, changes, skipped, toBeDeleted, adopted, isBranch);
  }
}
