/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointReason;
import dev.cairn.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells from the checkpoints of runs how they ended. */
final class FinishedRuns {
  private FinishedRuns() {}

  /** True where the last thing that a run has saved is that it was stopped. */
  static boolean isAnyStopped(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      throw new AssertionError(
          "the program has no run in "
              + checkpoints
              + ": it must open it with Checkpoint.resumeOrStart, and enabled");
    }
    boolean stopped = false;
    try (DirectoryStream<Path> runs = Files.newDirectoryStream(checkpoints, Files::isDirectory)) {
      for (Path run : runs) {
        try (SavedCheckpoint newest = Checkpoint.open(run)) {
          stopped |= newest.info().reason() == CheckpointReason.STOP;
        }
      }
    }
    return stopped;
  }
}
