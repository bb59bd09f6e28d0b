/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What is known of one committed checkpoint, without decoding its state.
 *
 * @param run the name of the run
 * @param epoch the attempt that wrote it, counted from 1
 * @param sequence its number within the attempt, counted from 1
 * @param path the file
 * @param reason why it was taken
 * @param takenAt the writer's clock at the capture; for people only, never compared
 * @param safepoints safepoints passed since the start of the run, over all attempts; empty unless
 *     checkpoints are taken {@linkplain CheckpointBuilder#every(long) every so many} of them
 * @param computeTime time computed since the start of the run, over all attempts
 * @param pause how long the program waited for the capture
 * @param bytes the length of the file in bytes
 */
public record CheckpointInfo(
    String run,
    long epoch,
    long sequence,
    Path path,
    CheckpointReason reason,
    Instant takenAt,
    OptionalLong safepoints,
    Duration computeTime,
    Duration pause,
    long bytes) {

  /** {@return true where it holds the end state of a finished run} */
  public boolean complete() {
    return reason == CheckpointReason.COMPLETE;
  }

  /** {@return the number of the checkpoint as people read it, for example {@code 3/42}} */
  public String id() {
    return epoch + "/" + sequence;
  }
}
