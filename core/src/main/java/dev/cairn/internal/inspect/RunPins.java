/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;

/** What people keep of a run. Immutable but for the disk. */
public final class RunPins {
  private final RunFolder folder;

  /** Of the run that a checkpoint belongs to. */
  public RunPins(CheckpointFileName checkpoint) throws IOException {
    Path epoch = Objects.requireNonNull(checkpoint.path().toAbsolutePath().getParent());
    Path run = Objects.requireNonNull(epoch.getParent());
    this.folder = new RunFolder(DurableFiles.like(run), run);
  }

  /**
   * Keeps a checkpoint.
   *
   * @throws IOException if it cannot, or its program has just removed it
   */
  public void pin(CheckpointFile file) throws IOException {
    folder.pin(file);
  }

  /** Keeps it no longer. */
  public void unpin(CheckpointFile file) throws IOException {
    folder.unpin(file);
  }
}
