/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The files that a program has left in a folder, but its checkpoints. */
final class FolderContent {
  private FolderContent() {}

  /**
   * Compares what two runs of a program came to.
   *
   * @param how the second was run, as the end of a sentence
   * @param result how their results differ
   * @param expected the folder of the first
   * @param found that of the second
   * @throws AssertionError if results or files differ
   */
  static void requireSame(String how, Optional<String> result, Path expected, Path found)
      throws IOException {
    List<String> differences = new ArrayList<>();
    result.ifPresent(difference -> differences.add("the result: " + difference));
    differences.addAll(differences(expected, found));
    if (!differences.isEmpty()) {
      throw new AssertionError(
          how
              + ":\n  "
              + String.join("\n  ", differences)
              + "\nWhat it goes on with must all be in its state or a root, and what it writes in an "
              + "output of the run");
    }
  }

  /** How two folders differ, a line for each file. */
  private static List<String> differences(Path expected, Path found) throws IOException {
    SortedMap<String, Path> there = files(expected);
    SortedMap<String, Path> here = files(found);
    TreeSet<String> names = new TreeSet<>(there.keySet());
    names.addAll(here.keySet());
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      if (!here.containsKey(name)) {
        differences.add(name + ": is missing");
      } else if (!there.containsKey(name)) {
        differences.add(name + ": was not written by the uninterrupted run");
      } else {
        long at = Files.mismatch(there.get(name), here.get(name));
        if (at >= 0) {
          differences.add(
              String.format(
                  "%s: differs from byte %d on; %d bytes were expected, there are %d",
                  name, at, Files.size(there.get(name)), Files.size(here.get(name))));
        }
      }
    }
    return differences;
  }

  private static SortedMap<String, Path> files(Path folder) throws IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    Path checkpoints = folder.resolve(TestRuns.CHECKPOINTS);
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(path -> !path.startsWith(checkpoints) && Files.isRegularFile(path))
          .forEach(path -> files.put(folder.relativize(path).toString(), path));
    }
    return files;
  }

  /** Removes a folder with all that is in it, also where an attempt's folder was sealed. */
  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
