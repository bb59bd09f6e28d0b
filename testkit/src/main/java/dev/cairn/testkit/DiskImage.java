/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is on a disk at some time: names in folders, and what is behind them by inode number. An
 * inode that is neither a file nor a link is a folder; the root has the number {@link #ROOT}.
 */
record DiskImage(
    Map<Long, Map<String, Long>> folders,
    Map<Long, Content> files,
    Map<Long, String> links,
    Map<Long, String> permissions) {
  static final long ROOT = 1;

  static DiskImage empty() {
    return new DiskImage(Map.of(), Map.of(), Map.of(), Map.of());
  }

  boolean isFile(long inode) {
    return files.containsKey(inode);
  }

  boolean isLink(long inode) {
    return links.containsKey(inode);
  }

  /** The inodes of all that can be reached, by path; each folder comes before what it holds. */
  SortedMap<String, Long> paths() {
    SortedMap<String, Long> found = new TreeMap<>();
    collect("", ROOT, new HashSet<>(), found);
    return found;
  }

  private void collect(String prefix, long folder, Set<Long> above, SortedMap<String, Long> found) {
    // Names that were lost out of order can leave a folder within itself.
    if (above.add(folder)) {
      folders
          .getOrDefault(folder, Map.of())
          .forEach(
              (name, inode) -> {
                found.put(prefix + name, inode);
                collect(prefix + name + "/", inode, above, found);
              });
      above.remove(folder);
    }
  }

  /** A map with one entry more, for maps that are shared and so must not be changed. */
  static <V> Map<Long, V> with(Map<Long, V> map, long inode, V value) {
    Map<Long, V> changed = new HashMap<>(map);
    changed.put(inode, value);
    return changed;
  }
}
