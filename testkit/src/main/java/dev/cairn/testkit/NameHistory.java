/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.EntryChange.Renamed;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The names that are seen by those who look, and those that the disk is known to have. */
final class NameHistory {
  private final FolderTable current;
  private final FolderTable durable;
  private final List<EntryChange> pending = new ArrayList<>();

  NameHistory(DiskImage initial) {
    this.current = new FolderTable(initial.folders());
    this.durable = new FolderTable(initial.folders());
  }

  void change(EntryChange change) {
    change.apply(current);
    pending.add(change);
  }

  void force(long folder) {
    forgetOldNames(folder);
    for (EntryChange change : pending) {
      if (change.folder() == folder) {
        change.apply(durable);
      }
    }
    pending.removeIf(change -> change.folder() == folder);
  }

  /**
   * What moves into the folder for good must not come back under an older name when its former
   * folder is forced later.
   */
  private void forgetOldNames(long folder) {
    BitSet forgotten = new BitSet();
    for (int i = pending.size() - 1; i > 0; i--) {
      if (pending.get(i) instanceof Renamed renamed
          && (forgotten.get(i) || renamed.comesFromElsewhereTo(folder))) {
        markNaming(renamed, i, forgotten);
      }
    }
    for (int i = pending.size() - 1; i >= 0; i--) {
      if (forgotten.get(i)) {
        pending.remove(i).applyRemoval(durable);
      }
    }
  }

  /** Marks the change that made the name which the rename took away, if that is pending too. */
  private void markNaming(Renamed renamed, int before, BitSet marked) {
    for (int i = before - 1; i >= 0; i--) {
      if (pending.get(i).gives(renamed.oldFolder(), renamed.oldName(), renamed.inode())) {
        marked.set(i);
        return;
      }
    }
  }

  FolderTable current() {
    return current;
  }

  FolderTable durable() {
    return durable;
  }

  List<EntryChange> pending() {
    return pending;
  }
}
