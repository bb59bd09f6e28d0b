/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.RankEntry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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
        reader.size() + ranks(reader).map(RankEntry.Whole::bytes).orElse(0L));
  }

  /** The parts of a checkpoint of several ranks. */
  public static Optional<RankEntry.Whole> ranks(CheckpointFileReader reader) {
    return reader.manifest().ranks().orElse(null) instanceof RankEntry.Whole whole
        ? Optional.of(whole)
        : Optional.empty();
  }

  /** Reads and checks every byte, where it is of several ranks those of all parts too. */
  public static void verify(CheckpointFileReader reader, KeyRing keys) throws IOException {
    reader.verify();
    Optional<RankEntry.Whole> whole = ranks(reader);
    int size = whole.map(found -> found.parts().size()).orElse(0);
    for (int rank = 0; rank < size; rank++) {
      try (CheckpointFileReader part =
          RankParts.open(
              reader.path(), whole.get(), rank, path -> CheckpointFileReader.open(path, keys))) {
        part.verify();
      }
    }
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
