/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.Manifest;
import java.time.Duration;
import java.time.Instant;

/** What a manifest says, in the words of the API. Stateless. */
public final class CheckpointFiles {
  private CheckpointFiles() {}

  /** What is known of an open checkpoint file. */
  public static CheckpointInfo info(CheckpointFileReader reader) {
    Manifest manifest = reader.manifest();
    Manifest.Timings timings = manifest.timings();
    return new CheckpointInfo(
        manifest.run(),
        manifest.epoch(),
        manifest.sequence(),
        reader.path(),
        reason(reader),
        Instant.ofEpochMilli(manifest.progress().takenAtMillis()),
        manifest.progress().counted(),
        Duration.ofNanos(manifest.progress().computeNanos()),
        Duration.ofNanos(timings.arrivalNanos() + timings.captureNanos()),
        reader.size());
  }

  private static CheckpointReason reason(CheckpointFileReader reader) {
    try {
      return CheckpointReason.valueOf(reader.manifest().reason());
    } catch (IllegalArgumentException e) {
      throw new CorruptCheckpointException(
          reader.path() + ": unknown reason " + reader.manifest().reason(), e);
    }
  }
}
