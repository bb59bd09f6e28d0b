/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.engine.Maintenance;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Removes whole runs: nobody is at work on them, and nobody can find them while they go. Stateless.
 */
final class RunRemoval {
  private static final long ROOM_FOR_A_CLAIM = 64 << 10;

  private RunRemoval() {}

  static void remove(Path folder) throws IOException {
    try (Maintenance claimed = Maintenance.claim(folder, false)) {
      claimed.removeRun();
    } catch (IOException e) {
      if (!isFull(folder)) {
        throw e;
      }
      Maintenance.removeForsakenRun(folder);
    }
  }

  private static boolean isFull(Path folder) throws IOException {
    return Files.exists(folder) && Files.getFileStore(folder).getUsableSpace() < ROOM_FOR_A_CLAIM;
  }

  /** As above, if it is still what it was taken for: finished, with this newest checkpoint. */
  static boolean removeIfFinished(Path folder, CheckpointFile newest, KeyRing keys)
      throws IOException {
    if (isFull(folder) && isEndState(newest, keys)) {
      Maintenance.removeForsakenRun(folder);
      return true;
    }
    try (Maintenance claimed = Maintenance.claim(folder, false)) {
      List<CheckpointFile> files = claimed.checkpoints();
      boolean same = !files.isEmpty() && files.get(files.size() - 1).id().equals(newest.id());
      if (same && isEndState(files.get(files.size() - 1), keys)) {
        claimed.removeRun();
        return true;
      }
      return false;
    }
  }

  static boolean isEndState(CheckpointFile file, KeyRing keys) throws IOException {
    try (CheckpointView view = CheckpointView.open(file.path(), keys)) {
      return view.info().complete();
    }
  }
}
