/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.io.IOException;
import java.util.List;

/** Makes a checkpoint of the parts of all ranks. Called by one thread. */
public interface Committer {
  /**
   * Commits.
   *
   * @param cut where they were captured
   * @param parts of all ranks, in their order; durable
   * @return the number of the checkpoint
   * @throws IOException if it cannot be written; then it does not exist
   */
  long commit(Cut cut, List<PartReport> parts) throws IOException;

  /**
   * Makes sure that this is still the attempt for which something is to be decided.
   *
   * @throws IOException if its folder is another's by now
   */
  void requireOwn() throws IOException;

  /**
   * Removes what is no longer needed; never fails a checkpoint.
   *
   * @param number that of the newest checkpoint
   * @param complete true where it is the end state of the run
   */
  void prune(long number, boolean complete);

  /** Names the ranks whose counts of messages differ. */
  String whatDiffers(List<PartReport> parts);
}
