/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * A committed checkpoint as the listing shows it. The order is the newest last: by epoch, then by
 * sequence, never by time.
 *
 * @param epoch the attempt that wrote it
 * @param sequence its number within the attempt
 * @param path the file
 * @param pinned true where a file {@code NAME.pinned} stands beside it
 */
public record CheckpointFile(long epoch, long sequence, Path path, boolean pinned)
    implements Comparable<CheckpointFile> {
  private static final Comparator<CheckpointFile> ORDER =
      Comparator.comparingLong(CheckpointFile::epoch).thenComparingLong(CheckpointFile::sequence);

  @Override
  public int compareTo(CheckpointFile other) {
    return ORDER.compare(this, other);
  }

  /** The same, to be kept whatever the policy says. */
  public CheckpointFile asPinned() {
    return new CheckpointFile(epoch, sequence, path, true);
  }

  /**
   * Where the part of a rank is, of a checkpoint that has parts.
   *
   * @param rank whose
   * @param size among how many
   * @param part its number in the room of that rank
   */
  public Path partOf(int rank, int size, long part) {
    return partOf(path, rank, size, part);
  }

  /** As {@link #partOf(int, int, long)}, by the path of the checkpoint. */
  public static Path partOf(Path checkpoint, int rank, int size, long part) {
    return checkpoint.resolveSibling(Names.rankRoom(rank, size)).resolve(Names.checkpoint(part));
  }

  /** The number as people read it. */
  public String id() {
    return epoch + "/" + sequence;
  }
}
