/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointKeyException;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.store.CheckpointFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What checkpoints of several ranks say of them, in their heads; no part is opened for it. The
 * newest of a run is read once, for as long as it is the same file. What cannot be read tells
 * nothing here: verify and show say why. Not thread-safe.
 */
public final class RankHeads {
  /**
   * What is kept of a head.
   *
   * @param complete true where it is the end state of the run
   * @param ranks how the ranks compare
   */
  record Head(boolean complete, RankBalance ranks) {}

  /** What tells a file from another one of its name. */
  private record Identity(Path path, Object key, long size, FileTime changed) {
    static Identity of(Path path) throws IOException {
      BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
      return new Identity(path, found.fileKey(), found.size(), found.lastModifiedTime());
    }
  }

  private record Known(Identity file, Optional<Head> head) {}

  private final Supplier<KeyRing> keys;
  private final Map<Path, Known> newest = new HashMap<>();

  /**
   * Creates it.
   *
   * @param keys asked for where a checkpoint is encrypted
   */
  public RankHeads(Supplier<KeyRing> keys) {
    this.keys = keys;
  }

  /** Of the newest checkpoint of a run; empty where it has no parts, or cannot be read. */
  Optional<Head> ofNewest(Path run, CheckpointFile file) {
    try {
      Identity identity = Identity.of(file.path());
      Known known = newest.get(run);
      if (known == null || !known.file().equals(identity)) {
        known = new Known(identity, read(file.path()));
        newest.put(run, known);
      }
      return known.head();
    } catch (CheckpointException | IOException e) {
      return Optional.empty();
    }
  }

  private Optional<Head> read(Path file) throws IOException {
    try (CheckpointView view = open(file)) {
      return view.ranks().map(whole -> new Head(view.info().complete(), RankBalance.of(whole)));
    }
  }

  /** The parts that a checkpoint names; empty where it has none, or cannot be read. */
  public Optional<RankEntry.Whole> parts(CheckpointFile file) {
    try (CheckpointView view = open(file.path())) {
      return view.ranks();
    } catch (CheckpointException | IOException e) {
      return Optional.empty();
    }
  }

  /** Whoever has a key may look at what is not encrypted as well. */
  private CheckpointView open(Path file) throws IOException {
    try {
      return CheckpointView.open(file, KeyRing.NONE);
    } catch (CheckpointKeyException e) {
      return CheckpointView.open(file, keys.get());
    }
  }
}
