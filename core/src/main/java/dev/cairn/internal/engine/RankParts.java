/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.RanksException;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Path;

/** The parts of a checkpoint of several ranks. Stateless. */
public final class RankParts {
  private RankParts() {}

  /** Opens a file. */
  interface Opening {
    CheckpointFileReader open(Path path) throws IOException;
  }

  /**
   * Makes sure that a file has a state of its own.
   *
   * @throws IllegalArgumentException if that is in the parts of several ranks
   */
  public static void requireAlone(CheckpointFileReader reader) {
    CheckpointFiles.ranks(reader)
        .ifPresent(
            whole -> {
              Path part =
                  CheckpointFile.partOf(
                      reader.path(), 0, whole.parts().size(), whole.parts().get(0).sequence());
              throw new IllegalArgumentException(
                  reader.path()
                      + " is of "
                      + whole.parts().size()
                      + " ranks, each of which has a part of the state; name the file of one, for rank 0 "
                      + part);
            });
  }

  /**
   * Where the parts are.
   *
   * @throws RanksException if it is not of several ranks
   */
  static RankEntry.Whole of(CheckpointFileReader checkpoint, RankSeat seat) {
    RankEntry entry = checkpoint.manifest().ranks().orElse(null);
    if (!(entry instanceof RankEntry.Whole whole)) {
      throw new RanksException(
          checkpoint.path()
              + " was saved by a program of one JVM, and this is "
              + seat.describe()
              + ": give the run another name(...), or start it without ranks()");
    }
    return whole;
  }

  /**
   * Opens the part of a rank.
   *
   * @throws CorruptCheckpointException if another file is in its place
   */
  static CheckpointFileReader open(
      Path checkpoint, RankEntry.Whole whole, int rank, Opening opening) throws IOException {
    int size = whole.parts().size();
    RankEntry.PartFile wanted = whole.parts().get(rank);
    Path path = CheckpointFile.partOf(checkpoint, rank, size, wanted.sequence());
    CheckpointFileReader reader = opening.open(path);
    boolean same =
        reader.manifest().uuid().equals(wanted.uuid())
            && reader.size() == wanted.length()
            && reader.manifest().ranks().orElse(null) instanceof RankEntry.Part part
            && part.rank() == rank
            && part.size() == size;
    if (!same) { // guard: part-identity
      reader.close();
      throw new CorruptCheckpointException(
          path + " is not the part of rank " + rank + " that " + checkpoint + " names");
    }
    return reader;
  }
}
