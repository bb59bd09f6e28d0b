/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.internal.capture.GraphCodec;
import dev.cairn.internal.format.BlockFile;
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
 * @param restored what the checkpoint held; empty for a fresh start
 * @param skipped checkpoints that could not be used, each with its reason
 * @param unreadable what could not be used, by this attempt or an earlier one, as epoch/sequence
 * @param adopted whether the checkpoint is in the attempt's own room as well
 * @param isBranch true where the checkpoint is of another run, which this one branches off from
 * @param interrupted how many attempts since that checkpoint have ended without saying so
 */
record Resumed(
    Optional<EpochFolder> epoch,
    Optional<Restored> restored,
    List<Skipped> skipped,
    Set<String> unreadable,
    Adopted adopted,
    boolean isBranch,
    long interrupted) {
  /**
   * What a checkpoint held.
   *
   * @param from the checkpoint
   * @param base what earlier attempts had reached
   * @param outputs the program's files that belong to it
   * @param roots the restored roots by name
   * @param hooks methods of the program to be called once it has its holders
   * @param changes what has changed in the program's classes since it was written
   * @param stateBytes how much it was, as it was captured
   * @param objects how many objects
   */
  record Restored(
      CheckpointInfo from,
      Manifest.Progress base,
      List<OutputRecord> outputs,
      Map<String, Object> roots,
      Iterable<GraphCodec.Hook> hooks,
      List<String> changes,
      long stateBytes,
      long objects) {}

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

  /**
   * What was taken into the attempt's own room.
   *
   * @param done true where the checkpoint is there
   * @param blocks the files whose blocks it shares, which are there as well
   */
  record Adopted(boolean done, List<BlockFile> blocks) {
    static final Adopted NOTHING = new Adopted(false, List.of());
  }

  static Resumed fresh(EpochFolder own) {
    return new Resumed(
        Optional.of(own), Optional.empty(), List.of(), Set.of(), Adopted.NOTHING, false, 0);
  }

  /** The end state of a finished run, which nobody owns. */
  static Resumed finished(Restored end) {
    return new Resumed(
        Optional.empty(), Optional.of(end), List.of(), Set.of(), Adopted.NOTHING, false, 0);
  }

  static Resumed from(Restored state, EpochFolder own, Adopted adopted, List<Skipped> skipped) {
    return new Resumed(Optional.of(own), Optional.of(state), skipped, Set.of(), adopted, false, 0);
  }

  static Resumed branch(Restored state, EpochFolder own) {
    return new Resumed(
        Optional.of(own), Optional.of(state), List.of(), Set.of(), Adopted.NOTHING, true, 0);
  }

  Resumed never(Set<String> toBeDeleted) {
    return new Resumed(epoch, restored, skipped, toBeDeleted, adopted, isBranch, interrupted);
  }

  Resumed interrupted(long times) {
    return new Resumed(epoch, restored, skipped, unreadable, adopted, isBranch, times);
  }

  /** The checkpoint that was used. */
  Optional<CheckpointInfo> from() {
    return restored.map(Restored::from);
  }

  /** The checkpoint of this very run that it goes on from. */
  Optional<CheckpointInfo> ownCheckpoint() {
    return isBranch ? Optional.empty() : from();
  }

  /** In one word: COMPLETE, BRANCHED, RESUMED or NEW. */
  String how() {
    if (isFinished()) {
      return "COMPLETE";
    }
    String resumed = isBranch ? "BRANCHED" : "RESUMED";
    return from().isPresent() ? resumed : "NEW";
  }

  boolean isFinished() {
    return ownCheckpoint().filter(CheckpointInfo::complete).isPresent();
  }

  Manifest.Progress base() {
    Manifest.Progress stored = restored.map(Restored::base).orElse(Manifest.Progress.NOTHING);
    return new Manifest.Progress(
        stored.takenAtMillis(),
        stored.safepoints(),
        stored.computeNanos(),
        isBranch ? 0 : stored.interruptions() + interrupted);
  }

  List<OutputRecord> outputs() {
    return restored.map(Restored::outputs).orElse(List.of());
  }

  Map<String, Object> roots() {
    return restored.map(Restored::roots).orElse(Map.of());
  }

  Iterable<GraphCodec.Hook> hooks() {
    return restored.map(Restored::hooks).orElse(List.of());
  }

  List<String> changes() {
    return restored.map(Restored::changes).orElse(List.of());
  }
}
