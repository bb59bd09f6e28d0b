/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.BlockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The room of an older attempt, from which single files are removed by somebody who has claimed the
 * run. Whoever may still be at work there does not know its path any more while it can be written;
 * where nobody can be, it keeps its name.
 *
 * <p>Used by one thread; sealed again when it is closed.
 */
public final class SealedRoom implements AutoCloseable {
  private final Path path;

  private SealedRoom(Path path) {
    this.path = path;
  }

  /**
   * Opens it.
   *
   * @param folder the run, which is claimed
   * @param epoch an attempt older than the claimed one
   * @param isForsaken true where its owner has certainly ended
   */
  public static SealedRoom open(RunFolder folder, EpochFolder epoch, boolean isForsaken)
      throws IOException {
    Path path = isForsaken ? epoch.path() : folder.takePath(epoch);
    RunFolder.allowWriting(path);
    return new SealedRoom(path);
  }

  /** Removes a file; one that has gone is removed. */
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(here(file));
  }

  /** Removes a checkpoint as such; its blocks stay, for those that share them. */
  public void demote(CheckpointFile file, BlockFile blocks) throws IOException {
    Path kept = path.resolve(blocks.adoptedName());
    if (Files.exists(kept)) {
      delete(file.path());
    } else {
      DurableFiles.rename(here(file.path()), kept);
    }
  }

  private Path here(Path file) {
    return path.resolve(DurableFiles.nameOf(file));
  }

  @Override
  public void close() throws IOException {
    DurableFiles.forceFolder(path);
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      boolean unused = RunFolder.forbidWriting(path);
    }
  }
}
