/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RunFolder;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which checkpoints of a run that nobody is at work on will go when people ask for it, and what
 * that frees. What is pinned stays, what cannot be read stays, and whatever files the kept ones
 * need. Immutable.
 */
public final class RemovalPlan {
  /** What is known of one checkpoint. */
  private record Known(
      CheckpointFile file, Optional<BlockFile> blocks, Map<Path, BlockFile> needs) {
    boolean isReadable() {
      return blocks.isPresent();
    }
  }

  private final List<CheckpointFile> removed;
  private final List<CheckpointFile> kept;
  private final Map<CheckpointFile, BlockFile> demoted;
  private final List<Path> blocks;
  private final long freedBytes;

  private RemovalPlan(
      List<CheckpointFile> removed,
      List<CheckpointFile> kept,
      Map<CheckpointFile, BlockFile> demoted,
      List<Path> blocks,
      long freedBytes) {
    this.removed = removed;
    this.kept = kept;
    this.demoted = demoted;
    this.blocks = blocks;
    this.freedBytes = freedBytes;
  }

  /**
   * Keeps the newest, and always two that were read whole and share no file.
   *
   * @param run its folder
   * @param keys under which it may be encrypted
   * @param last how many of the newest are kept, at least 2
   */
  public static RemovalPlan keepingLast(Path run, KeyRing keys, int last) throws IOException {
    RunFolder folder = RunFolder.toBeRead(run);
    List<Known> all = known(folder, keys);
    Set<String> unreadable = folder.unreadable();
    Set<CheckpointFile> kept = new HashSet<>();
    List<Known> verified = new ArrayList<>();
    for (int i = all.size() - 1; i >= 0; i--) {
      Known known = all.get(i);
      boolean always =
          known.file().pinned() || !known.isReadable() || unreadable.contains(known.file().id());
      boolean needed = verified.size() < last || !haveDisjoint(verified);
      if (always) {
        kept.add(known.file());
      } else if (needed && isWhole(known, keys)) {
        kept.add(known.file());
        verified.add(known);
      } else if (needed) {
        kept.add(known.file()); // damaged: it is not for us to judge whether it can be mended
      }
    }
    return of(folder, all, kept);
  }

  /**
   * Removes some.
   *
   * @param run its folder
   * @param keys under which it may be encrypted
   * @param ids which, as {@code epoch/sequence}
   * @throws IllegalArgumentException if one is not there
   * @throws IllegalStateException if one is pinned, or no usable one would be left
   */
  public static RemovalPlan without(Path run, KeyRing keys, Set<String> ids) throws IOException {
    RunFolder folder = RunFolder.toBeRead(run);
    List<Known> all = known(folder, keys);
    Set<String> missing = new HashSet<>(ids);
    Set<CheckpointFile> kept = new HashSet<>();
    boolean isOneUsable = false;
    for (int i = all.size() - 1; i >= 0; i--) {
      Known known = all.get(i);
      boolean asked = missing.remove(known.file().id());
      if (asked && known.file().pinned()) {
        throw new IllegalStateException(
            "checkpoint " + known.file().id() + " is pinned; unpin it first");
      }
      if (!asked) {
        kept.add(known.file());
        isOneUsable = isOneUsable || (known.isReadable() && isWhole(known, keys));
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          folder.path() + " has no checkpoint " + String.join(", ", missing));
    }
    if (!isOneUsable) {
      throw new IllegalStateException(
          "no checkpoint that can be used would be left in "
              + folder.path()
              + ", so that the next start would fail or begin anew; to have it begin anew, use fresh");
    }
    return of(folder, all, kept);
  }

  private static List<Known> known(RunFolder folder, KeyRing keys) throws IOException {
    List<Known> all = new ArrayList<>();
    for (CheckpointFile file : folder.catalog().files()) {
      all.add(look(file, keys));
    }
    return all;
  }

  private static Known look(CheckpointFile file, KeyRing keys) {
    try (CheckpointFileReader reader = CheckpointFileReader.open(file.path(), keys)) {
      if (CheckpointFiles.ranks(reader).isPresent()) {
        throw new IllegalStateException(
            file.path()
                + " is of several ranks: its program removes older ones itself (keepLast, CAIRN_KEEP_LAST); "
                + "from outside only the whole run can be removed");
      }
      BlockFile blocks =
          new BlockFile(reader.manifest().sequence(), reader.manifest().uuid(), reader.size());
      Map<Path, BlockFile> needs = new HashMap<>();
      for (Map.Entry<BlockFile, Path> needed : reader.files().entrySet()) {
        needs.put(needed.getValue().toRealPath(), needed.getKey());
      }
      return new Known(file, Optional.of(blocks), needs);
    } catch (CheckpointException | IOException e) {
      return new Known(file, Optional.empty(), Map.of());
    }
  }

  private static boolean isWhole(Known known, KeyRing keys) {
    try (CheckpointFileReader reader = CheckpointFileReader.open(known.file().path(), keys)) {
      CheckpointFiles.verify(reader, keys);
      return true;
    } catch (UnusableCheckpointException | IOException e) {
      return false;
    }
  }

  /** The newest and another one share neither their own files nor any that they need. */
  private static boolean haveDisjoint(List<Known> verified) throws IOException {
    if (verified.isEmpty()) {
      return false;
    }
    Set<Object> newest = inodes(verified.get(0));
    for (Known other : verified.subList(1, verified.size())) {
      Set<Object> shared = inodes(other);
      shared.retainAll(newest);
      if (shared.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static Set<Object> inodes(Known known) throws IOException {
    Set<Object> inodes = new HashSet<>();
    inodes.add(inode(known.file().path()));
    for (Path needed : known.needs().keySet()) {
      inodes.add(inode(needed));
    }
    return inodes;
  }

  private static Object inode(Path path) throws IOException {
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path.toRealPath() : key;
  }

  private static RemovalPlan of(RunFolder folder, List<Known> all, Set<CheckpointFile> kept)
      throws IOException {
    Map<Path, BlockFile> needed = new HashMap<>();
    Set<Long> closed = new HashSet<>(); // of what cannot be read nobody knows what it needs
    for (Known known : all) {
      if (kept.contains(known.file())) {
        needed.putAll(known.needs());
        if (!known.isReadable()) {
          closed.add(known.file().epoch());
        }
      }
    }
    List<CheckpointFile> removed = new ArrayList<>();
    Map<CheckpointFile, BlockFile> demoted = new LinkedHashMap<>();
    Set<Path> deleted = new HashSet<>();
    for (Known known : all) {
      if (!kept.contains(known.file())) {
        removed.add(known.file());
        Optional<BlockFile> stays = blocksOf(known, needed, closed);
        if (stays.isPresent()) {
          demoted.put(known.file(), stays.get());
        } else {
          deleted.add(known.file().path());
        }
      }
    }
    List<Path> blocks = new ArrayList<>();
    for (EpochFolder epoch : folder.epochs()) {
      if (!closed.contains(epoch.number())) {
        for (Path path : blockFiles(epoch)) {
          if (!needed.containsKey(path.toRealPath())) {
            blocks.add(path);
          }
        }
      }
    }
    deleted.addAll(blocks);
    List<CheckpointFile> left = all.stream().map(Known::file).filter(kept::contains).toList();
    return new RemovalPlan(removed, left, demoted, blocks, freed(folder, deleted));
  }

  /**
   * What its blocks are called from now on, where others need them, or may: also where it is itself
   * damaged, in what is no block.
   */
  private static Optional<BlockFile> blocksOf(
      Known known, Map<Path, BlockFile> needed, Set<Long> closed) throws IOException {
    BlockFile forOthers = needed.get(known.file().path().toRealPath());
    if (forOthers != null) {
      return Optional.of(forOthers);
    }
    if (!closed.contains(known.file().epoch())) {
      return Optional.empty();
    }
    if (known.blocks().isEmpty()) {
      throw new IllegalStateException(
          "checkpoint "
              + known.file().id()
              + " cannot be read, and neither can another that may need it; nothing is removed");
    }
    return known.blocks();
  }

  private static List<Path> blockFiles(EpochFolder epoch) throws IOException {
    return list(epoch.path(), "blocks-*.cairn");
  }

  private static List<Path> list(Path folder, String pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, pattern)) {
      files.forEach(found::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  /** A file that has a further name in this run is not freed by losing one. */
  private static long freed(RunFolder folder, Set<Path> deleted) throws IOException {
    Map<Object, Long> sizes = new HashMap<>();
    Set<Object> stay = new HashSet<>();
    for (EpochFolder epoch : folder.epochs()) {
      for (Path path : list(epoch.path(), "*.cairn")) {
        if (deleted.contains(path)) {
          sizes.put(inode(path), Files.size(path));
        } else {
          stay.add(inode(path));
        }
      }
    }
    sizes.keySet().removeAll(stay);
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The checkpoints that go, the oldest first. */
  public List<CheckpointFile> removed() {
    return removed;
  }

  /** Those that stay, the oldest first. */
  public List<CheckpointFile> kept() {
    return kept;
  }

  /** How many bytes become free. */
  public long freedBytes() {
    return freedBytes;
  }

  /** True where nothing goes. */
  public boolean isEmpty() {
    return removed.isEmpty() && blocks.isEmpty();
  }

  /** Those of which the blocks stay, for others. */
  Map<CheckpointFile, BlockFile> demoted() {
    return demoted;
  }

  /** Files of which nobody needs the blocks any more. */
  List<Path> blocks() {
    return blocks;
  }
}
