/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which names each folder has for which inodes. The maps of single folders are replaced rather than
 * changed, so that copies of the table can share them.
 */
final class FolderTable {
  private final Map<Long, Map<String, Long>> folders;

  FolderTable(Map<Long, Map<String, Long>> folders) {
    this.folders = new HashMap<>(folders);
  }

  FolderTable copy() {
    return new FolderTable(folders);
  }

  Map<Long, Map<String, Long>> toMap() {
    return new HashMap<>(folders);
  }

  Map<String, Long> entries(long folder) {
    return folders.getOrDefault(folder, Map.of());
  }

  void put(long folder, String name, long inode) {
    Map<String, Long> changed = new TreeMap<>(entries(folder));
    changed.put(name, inode);
    folders.put(folder, changed);
  }

  /** Removes a name unless it stands for something else by now. */
  void remove(long folder, String name, long inode) {
    if (entries(folder).getOrDefault(name, 0L) == inode) {
      Map<String, Long> changed = new TreeMap<>(entries(folder));
      changed.remove(name);
      folders.put(folder, changed);
    }
  }
}
