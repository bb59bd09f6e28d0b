/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointReason;
import dev.cairn.Compression;
import dev.cairn.DirectWrites;
import dev.cairn.FencedException;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.CheckpointFileWriter;
import dev.cairn.internal.format.Encoding;
import dev.cairn.internal.format.FileBytes;
import dev.cairn.internal.format.KeyRing;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.rank.Committer;
import dev.cairn.internal.rank.Cut;
import dev.cairn.internal.rank.PartReport;
import dev.cairn.internal.store.CheckpointFile;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.PendingFile;
import dev.cairn.internal.store.WriteMethod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Rank 0 makes one checkpoint of the parts of all: a file without a graph that names them. Its
 * rename is the commit of all; before it there is none, after it there is one. Called by one
 * thread.
 */
final class RankCommitter implements Committer {
  private static final long EXPECTED_BYTES_OF_A_PART = 400;

  private final RunSettings settings;
  private final EpochFolder attempt;
  private final Pruner pruner;
  private final Manifest.Progress base;
  private final LongSupplier computeNanos;
  private final TimeSource time;
  private final Consumer<String> log;
  private List<PartReport> newest = List.of();
  private long sequence;

  /**
   * Creates it.
   *
   * @param attempt where the checkpoints are
   * @param pruner removes older ones
   * @param base what earlier attempts had reached
   * @param computeNanos time computed over all attempts
   */
  RankCommitter(
      RunSettings settings,
      EpochFolder attempt,
      Pruner pruner,
      Manifest.Progress base,
      LongSupplier computeNanos,
      TimeSource time,
      Consumer<String> log) {
    this.settings = settings;
    this.attempt = attempt;
    this.pruner = pruner;
    this.base = base;
    this.computeNanos = computeNanos;
    this.time = time;
    this.log = log;
  }

  @Override
  public long commit(Cut cut, List<PartReport> parts) throws IOException {
    boolean ends = cut.reason() == CheckpointReason.COMPLETE;
    if (ends && !parts.stream().allMatch(part -> part.file().ended())) {
      throw new IllegalStateException("not all ranks have ended: " + parts);
    }
    // Never reused, whatever becomes of this one.
    long number = ++sequence;
    newest = List.copyOf(parts);
    UUID uuid = UUID.randomUUID();
    long expected = EXPECTED_BYTES_OF_A_PART * parts.size();
    WriteMethod method = new WriteMethod(DirectWrites.NEVER, reason -> {});
    KeyRing keys = settings.writing().keys();
    try (Encoding encoding = new Encoding(Compression.NONE, 1, keys);
        PendingFile pending = attempt.newPending(number, method, expected)) {
      CheckpointFileWriter writer = new CheckpointFileWriter(pending, uuid, encoding, null);
      long bytes = writer.finish(manifest(uuid, number, cut, parts));
      attempt.requireOwn();
      pruner.committing(
          new BlockFile(number, uuid, bytes),
          parts.stream().map(PartReport::chainId).collect(Collectors.toSet()));
      parts.forEach(part -> part.distrustedId().ifPresent(pruner::distrustWhatNeeds));
      Path unused = pending.commit(this::readBack); // guard: commit-of-all
      attempt.confirmOwn();
      if (!cut.isStop()) {
        pruner.verified(number); // every rank has read back its part
      }
      return number;
    } catch (IOException e) {
      throw attempt.fencedOr(e);
    }
  }

  private void readBack(Path written, FileBytes content) throws IOException {
    try (CheckpointFileReader reader =
        CheckpointFileReader.open(written, content, settings.writing().keys())) {
      reader.verifyOwn();
    } catch (UnusableCheckpointException e) {
      throw new IOException("a checkpoint just written cannot be read back: " + e.getMessage(), e);
    }
  }

  private Manifest manifest(UUID uuid, long number, Cut cut, List<PartReport> parts) {
    long arrival = parts.stream().mapToLong(part -> part.file().arrivalNanos()).max().orElse(0);
    long capture = parts.stream().mapToLong(part -> part.file().captureNanos()).max().orElse(0);
    return new Manifest(
        uuid,
        settings.name(),
        attempt.number(),
        number,
        cut.reason().name(),
        new Manifest.Progress(
            time.now().toEpochMilli(),
            base.counted().orElse(0) + cut.safepoint(),
            computeNanos.getAsLong(),
            base.interruptions()),
        new Manifest.Timings(arrival, capture),
        WriterIdentity.ofThisJvm(),
        Map.of(),
        settings.parameters(),
        List.of(),
        List.of(),
        Manifest.Graph.NONE,
        Optional.of(new RankEntry.Whole(parts.stream().map(PartReport::file).toList())));
  }

  @Override
  public void requireOwn() throws IOException {
    attempt.requireOwn();
  }

  @Override
  public void prune(long number, boolean complete) {
    try {
      pruner.prune(number, complete);
      if (complete) {
        removeOtherParts();
      }
    } catch (FencedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      log.accept("older checkpoints could not be removed: " + e);
    }
  }

  /** The ranks have ended, each at its time: nobody else does it. */
  private void removeOtherParts() throws IOException {
    if (attempt.catalog().files().size() > 1) {
      return; // pinned ones need theirs
    }
    for (PartReport part : newest) {
      attempt.roomOf(part.file().rank(), newest.size()).removeAllPartsBut(part.file().sequence());
    }
  }

  @Override
  public String whatDiffers(List<PartReport> parts) {
    try {
      for (PartReport one : parts) {
        for (Map.Entry<Integer, RankEntry.Messages> sent : messages(one, parts.size()).entrySet()) {
          int peer = sent.getKey();
          if (peer < 0 || peer >= parts.size()) {
            return "rank "
                + one.file().rank()
                + " has a channel to rank "
                + peer
                + ", which there is none of";
          }
          RankEntry.Messages theirs =
              messages(parts.get(peer), parts.size())
                  .getOrDefault(one.file().rank(), new RankEntry.Messages(0, 0));
          if (sent.getValue().sent() != theirs.received()) {
            return differ(one.file().rank(), sent.getValue().sent(), peer, theirs.received());
          }
          if (sent.getValue().received() != theirs.sent()) {
            return differ(peer, theirs.sent(), one.file().rank(), sent.getValue().received());
          }
        }
      }
    } catch (IOException | CheckpointException e) {
      return "what was sent and what was received differ; which ranks they are cannot be read: "
          + e;
    }
    return "what was sent and what was received differ";
  }

  private static String differ(int from, long sent, int to, long received) {
    return "rank "
        + from
        + " had sent "
        + sent
        + " messages to rank "
        + to
        + ", which had received "
        + received
        + ": one crosses this safepoint; let it be received before the safepoint before which it was "
        + "sent";
  }

  private Map<Integer, RankEntry.Messages> messages(PartReport part, int size) throws IOException {
    Path path =
        CheckpointFile.partOf(
            attempt.path().resolve("any"), part.file().rank(), size, part.file().sequence());
    try (CheckpointFileReader reader = CheckpointFileReader.open(path, settings.writing().keys())) {
      return reader.manifest().ranks().orElse(null) instanceof RankEntry.Part entry
          ? entry.messages()
          : Map.of();
    }
  }
}
