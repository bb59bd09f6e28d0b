/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Of which files of an attempt each of its checkpoints consists, by sequence. Not thread-safe. */
public final class FileNeeds {
  private final Map<Long, Set<Long>> others = new HashMap<>();

  /**
   * Says which files a checkpoint needs beside its own.
   *
   * @param sequence the checkpoint
   * @param needed the files; none where it stands for itself
   */
  public void put(long sequence, Set<Long> needed) {
    others.put(sequence, Set.copyOf(needed));
  }

  /** A checkpoint is gone. */
  public void remove(long sequence) {
    others.remove(sequence);
  }

  /** All files of a checkpoint, with its own. */
  Set<Long> filesOf(long sequence) {
    Set<Long> files = new HashSet<>(others.getOrDefault(sequence, Set.of()));
    files.add(sequence);
    return files;
  }

  /** True where a checkpoint needs a file. */
  public boolean isNeeded(long file, long sequence) {
    return filesOf(sequence).contains(file);
  }

  /** True where damage to one file never takes both. */
  public boolean areDisjoint(long one, long other) {
    return Collections.disjoint(filesOf(one), filesOf(other));
  }
}
