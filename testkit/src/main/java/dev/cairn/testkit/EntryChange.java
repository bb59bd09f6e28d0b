/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

/** A change of names that reaches the disk as a whole or not at all. */
sealed interface EntryChange {
  /** The folder whose force makes this durable. */
  long folder();

  void apply(FolderTable table);

  /** Does only that part which takes names away. */
  default void applyRemoval(FolderTable table) {}

  /** Whether this is where the inode got that name from. */
  default boolean gives(long wantedFolder, String wantedName, long wantedInode) {
    return false;
  }

  /** A name for something. */
  record Added(long folder, String name, long inode) implements EntryChange {
    @Override
    public void apply(FolderTable table) {
      table.put(folder, name, inode);
    }

    @Override
    public boolean gives(long wantedFolder, String wantedName, long wantedInode) {
      return folder == wantedFolder && name.equals(wantedName) && inode == wantedInode;
    }
  }

  /** A name less. */
  record Removed(long folder, String name, long inode) implements EntryChange {
    @Override
    public void apply(FolderTable table) {
      applyRemoval(table);
    }

    @Override
    public void applyRemoval(FolderTable table) {
      table.remove(folder, name, inode);
    }
  }

  /**
   * Another name. Between two folders too this is one change, which belongs to the new folder, as
   * file systems with a journal have it.
   */
  record Renamed(long oldFolder, String oldName, long folder, String name, long inode)
      implements EntryChange {
    @Override
    public void apply(FolderTable table) {
      applyRemoval(table);
      table.put(folder, name, inode);
    }

    @Override
    public void applyRemoval(FolderTable table) {
      table.remove(oldFolder, oldName, inode);
    }

    @Override
    public boolean gives(long wantedFolder, String wantedName, long wantedInode) {
      return folder == wantedFolder && name.equals(wantedName) && inode == wantedInode;
    }

    boolean comesFromElsewhereTo(long wantedFolder) {
      return folder == wantedFolder && oldFolder != wantedFolder;
    }
  }
}
