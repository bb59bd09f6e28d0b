/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * All committed checkpoints of a run, read from the listing of its folders: there is no other
 * catalog. Immutable; the newest is the last.
 *
 * @param files the checkpoints in ascending order
 */
public record Catalog(List<CheckpointFile> files) {
  /** Copies and sorts the list. */
  public Catalog {
    List<CheckpointFile> sorted = new ArrayList<>(files);
    Collections.sort(sorted);
    files = List.copyOf(sorted);
  }

  /** Of some attempts; empty where one of them is no longer where it was. */
  static Optional<Catalog> of(List<EpochFolder> epochs) throws IOException {
    List<CheckpointFile> files = new ArrayList<>();
    try {
      for (EpochFolder epoch : epochs) {
        addAll(files, epoch);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return Optional.of(new Catalog(files));
  }

  /** The same, in which some are pinned as well. */
  Catalog pinning(Set<String> ids) {
    return ids.isEmpty()
        ? this
        : new Catalog(
            files.stream().map(file -> ids.contains(file.id()) ? file.asPinned() : file).toList());
  }

  private static void addAll(List<CheckpointFile> files, EpochFolder epoch) throws IOException {
    Set<String> names = listExisting(epoch.path());
    for (String name : names) {
      OptionalLong sequence = Names.checkpointSequence(name);
      if (sequence.isPresent()) {
        boolean pinned = names.contains(name + Names.PINNED_SUFFIX);
        Path path = epoch.path().resolve(name);
        files.add(new CheckpointFile(epoch.number(), sequence.getAsLong(), path, pinned));
      }
    }
  }

  /** The names in a folder; none where the folder has gone since it was listed itself. */
  static Set<String> list(Path folder) throws IOException {
    try {
      return listExisting(folder);
    } catch (NoSuchFileException e) {
      return Set.of();
    }
  }

  private static Set<String> listExisting(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(path -> names.add(DurableFiles.nameOf(path)));
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /** True where there is none. */
  public boolean isEmpty() {
    return files.isEmpty();
  }
}
