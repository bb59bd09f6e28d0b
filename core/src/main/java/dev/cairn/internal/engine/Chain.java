/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.BlockTable;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.Encoding;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.Section;
import dev.cairn.internal.format.SharingPlan;
import dev.cairn.internal.format.SharingSample;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The checkpoints of this attempt that share blocks: a chain begins with one that stands for
 * itself, and each further one writes only what none before it has.
 *
 * <pre>
 *   1 FULL                          a fresh attempt has no other yet
 *   2 FULL   3 -> 2   4 -> 2, 3     ...
 *   9 FULL   10 -> 9  ...           too long, too old, too many bytes, or not worth while
 * </pre>
 *
 * <p>A chain begins only where there is a checkpoint outside it, so that two of those kept always
 * share nothing. Used by one thread at a time.
 */
final class Chain {
  /** Sharing that saves less is not worth depending on another file. */
  private static final long LEAST_SAVED = 256 << 10;

  /** Together the further checkpoints of a chain write no more than this share of its first. */
  private static final double MOST_WRITTEN = 0.5;

  /** A file of which less than this share is needed is given up. */
  private static final double HALF_DEAD = 0.25;

  /** For that at most this share of what is written anyway is written. */
  private static final double FOR_GIVING_UP = 0.25;

  /** A state with fewer bytes in arrays is looked through at once. */
  private static final long WORTH_A_SAMPLE = 32 << 20;

  private final RunSettings.Chains limits;
  private final TimeSource time;
  private final Path folder;
  private final Pruner pruner;

  private BlockTable table;
  private BlockFile newest;
  private long first;
  private long distrusted;
  private int length;
  private long firstBytes;
  private long furtherBytes;
  private long begunNanos;

  /**
   * Creates it.
   *
   * @param folder the folder of the attempt
   * @param pruner knows which checkpoints are there
   */
  Chain(RunSettings.Chains limits, TimeSource time, Path folder, Pruner pruner) {
    this.limits = limits;
    this.time = time;
    this.folder = folder;
    this.pruner = pruner;
  }

  /**
   * Looks for what need not be written.
   *
   * @return what is shared; empty where the checkpoint is to stand for itself
   */
  Optional<SharingPlan> plan(Snapshot snapshot, Encoding encoding) throws IOException {
    if (!goesOn()) {
      return Optional.empty();
    }
    List<Snapshot.Part> parts = snapshot.parts();
    if (isNew(parts)) {
      return Optional.empty();
    }
    SharingPlan plan = new SharingPlan(table, newest);
    lookForBlocks(plan, parts, encoding);
    boolean sound = lookForChanges(plan, parts, encoding.keys());
    boolean pays =
        sound
            && plan.sharedBytes() >= LEAST_SAVED
            && plan.sharedBytes() >= plan.newBytes()
            && furtherBytes + plan.newBytes() <= MOST_WRITTEN * firstBytes;
    if (!pays) {
      return Optional.empty();
    }
    plan.leaveBehind(HALF_DEAD, (long) (FOR_GIVING_UP * plan.newBytes()));
    return isThere(plan) ? Optional.of(plan) : Optional.empty();
  }

  /** Tries a few blocks of the arrays, where these are most of the state. */
  private boolean isNew(List<Snapshot.Part> parts) throws IOException {
    long inArrays = 0;
    long elsewhere = 0;
    for (Snapshot.Part part : parts) {
      boolean isArray = part.kind() == Section.Kind.ARRAY;
      inArrays += isArray ? part.length() : 0;
      elsewhere += isArray ? 0 : part.length();
    }
    if (inArrays < WORTH_A_SAMPLE || inArrays < 2 * elsewhere) {
      return false;
    }
    SharingSample sample = new SharingSample(table, inArrays);
    for (Snapshot.Part part : parts) {
      if (part.kind() == Section.Kind.ARRAY) {
        sample.section(part.length(), part.source());
      }
    }
    return sample.isNew();
  }

  private static void lookForBlocks(SharingPlan plan, List<Snapshot.Part> parts, Encoding encoding)
      throws IOException {
    for (Snapshot.Part part : parts) {
      try (ReadableByteChannel source = part.source().get()) {
        plan.section(part.length(), source, encoding);
      }
    }
  }

  /**
   * Looks for what has changed in the streams of the graph.
   *
   * @return false where what it would depend on cannot be read
   */
  private boolean lookForChanges(SharingPlan plan, List<Snapshot.Part> parts, KeyRing keys) {
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).kind().isStream() && plan.isChanged(i)) {
        changed.add(i);
      }
    }
    if (changed.isEmpty()) {
      return true;
    }
    try (CheckpointFileReader before =
        CheckpointFileReader.open(folder.resolve(BlockFile.name(newest.sequence())), keys)) {
      for (int i : changed) {
        try (ReadableByteChannel source = parts.get(i).source().get()) {
          plan.changes(i, source, before);
        }
      }
      return true;
    } catch (OutOfMemoryError e) {
      return true; // then blocks are written
    } catch (IOException | CheckpointException e) {
      forget();
      return false;
    }
  }

  private boolean goesOn() {
    return table != null
        && pruner.hasOtherThan(newest.sequence())
        && length < limits.longest()
        && time.nanos() - begunNanos < limits.oldest().toNanos();
  }

  /** True where the files that are shared are still what they were. */
  boolean isThere(SharingPlan plan) throws IOException {
    for (BlockFile file : plan.files()) {
      if (!file.isPresent(folder)) {
        forget();
        return false;
      }
    }
    return true;
  }

  /**
   * What is shared is damaged or gone: the next checkpoint stands for itself, and those that need
   * it count no more when others are removed.
   */
  private void forget() {
    if (newest != null) {
      pruner.distrust(newest.sequence());
      distrusted = first;
    }
    end();
  }

  /** The number of the file that the newest chain began with. */
  long first() {
    return first;
  }

  /**
   * The first file of the last chain that turned out to be damaged or gone; 0 where none has. Said
   * with each part from there on, since what it is said with may come to nothing.
   */
  long distrusted() {
    return distrusted;
  }

  /** The next checkpoint stands for itself. */
  void end() {
    table = null;
    newest = null;
  }

  /**
   * A checkpoint is durable, and was read back; the last one before a stop only in part.
   *
   * @param file it
   * @param blocks its blocks
   * @param plan what it shares
   * @param stateBytes the bytes of its state, before they are compressed
   */
  void written(BlockFile file, BlockTable blocks, Optional<SharingPlan> plan, long stateBytes) {
    if (plan.isPresent()) {
      length++;
      furtherBytes += plan.get().newBytes();
    } else {
      length = 1;
      first = file.sequence();
      firstBytes = stateBytes;
      furtherBytes = 0;
      begunNanos = time.nanos();
    }
    newest = file;
    table = blocks;
  }
}
