/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.UnusableCheckpointException;
import dev.cairn.internal.capture.GraphCodec;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.MemoryBudget;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.CheckpointFileWriter;
import dev.cairn.internal.format.Encoding;
import dev.cairn.internal.format.FileBytes;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.format.SharingPlan;
import dev.cairn.internal.observe.FlightEvents;
import dev.cairn.internal.rank.Cut;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.PendingFile;
import dev.cairn.internal.store.WriteMethod;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * From the program's state to a durable file:
 *
 * <pre>
 *   capture, while the program waits:  graph and arrays into staging memory
 *   persist, while it goes on:         force outputs
 *                                      which blocks are new
 *                                      encode -> pending file -> read back, and force meanwhile
 *                                      -> rename -> force folder
 *   prune:                             what is no longer needed
 * </pre>
 *
 * <p>One checkpoint at a time; capture and persist may be called from two threads, one after the
 * other.
 */
final class CheckpointPipeline {
  /**
   * What was reached at the capture, and what it cost.
   *
   * @param cut where all ranks take it; empty where there are none
   * @param part what is known of this rank; empty where there are none
   * @param whole ends once it is durable
   */
  record Occasion(
      CheckpointReason reason,
      Manifest.Progress progress,
      Manifest.Timings timings,
      List<OutputRecord> outputs,
      Optional<Cut> cut,
      Optional<RankEntry.Part> part,
      FlightEvents.Span whole) {
    Instant takenAt() {
      return Instant.ofEpochMilli(progress.takenAtMillis());
    }
  }

  /**
   * A durable file.
   *
   * @param info what is known of it
   * @param file its identity
   * @param chain the number of the first file of those whose blocks it shares
   * @param distrusted that of an earlier chain that turned out to be damaged; 0 where none has
   */
  record Written(CheckpointInfo info, BlockFile file, long chain, long distrusted) {}

  /** What a file has beside the state, generously. */
  private static final long MANIFEST_BYTES = 1 << 20;

  private final RunSettings settings;
  private final EpochFolder epoch;
  private final GraphCodec codec;
  private final StagingMemory memory;
  private final Pruner pruner;
  private final CodeDigest code;
  private final RunOutputs outputs;
  private final IncludedStates included;
  private final Encoding encoding;
  private final Chain chain;
  private final WritePace pace;
  private final WriteMethod method;
  private long sequence;

  /** What the file being written takes, before it is compressed. */
  private long wanted;

  CheckpointPipeline(
      RunSettings settings,
      EpochFolder epoch,
      GraphCodec codec,
      StagingMemory memory,
      Pruner pruner,
      CodeDigest code,
      RunOutputs outputs,
      IncludedStates included,
      Chain chain,
      WritePace pace,
      WriteMethod method) {
    this.settings = settings;
    this.epoch = epoch;
    this.codec = codec;
    this.memory = memory;
    this.pruner = pruner;
    this.code = code;
    this.outputs = outputs;
    this.included = included;
    RunSettings.Writing writing = settings.writing();
    this.encoding = new Encoding(writing.compression(), writing.threads(), writing.keys());
    this.chain = chain;
    this.pace = pace;
    this.method = method;
  }

  /** Looks how much memory can be had, before the program waits; nothing is staged meanwhile. */
  void lookAtMemory() {
    MemoryBudget budget;
    try {
      budget = MemoryBudget.ofThisJvm(included.memory(), memory.totalBytes());
    } catch (RuntimeException e) {
      return; // what was known before holds
    }
    memory.limit(budget.bytes());
  }

  /** Does now what the next capture would have to do while the program waits. */
  void makeRoom() {
    memory.makeRoom();
    codec.makeRoom();
  }

  Snapshot capture(Map<String, Object> roots) {
    return Snapshot.take(codec, roots, included.adapters(), memory);
  }

  /** Lets go of what was captured and is not to be written. */
  void discard(Snapshot snapshot) {
    snapshot.settle();
    memory.reset();
  }

  /** How far the program's outputs are, while it waits. */
  List<OutputRecord> markOutputs() {
    return outputs.mark();
  }

  /** Makes it durable. The snapshot cannot be read after that. */
  Written persist(Snapshot snapshot, Occasion occasion) throws IOException {
    wanted = snapshot.bytes();
    try {
      snapshot.settle();
      forceOutputs(); // guard: force-outputs-first
      return writeOrMakeRoom(snapshot, occasion);
    } finally {
      memory.reset();
    }
  }

  private Written writeOrMakeRoom(Snapshot snapshot, Occasion occasion) throws IOException {
    try {
      return write(snapshot, occasion);
    } catch (IOException e) {
      if (!isFull(e, wanted)) {
        throw e;
      }
      return writeWithRoom(snapshot, occasion, e);
    }
  }

  private void forceOutputs() throws IOException {
    try {
      outputs.force();
    } catch (IOException e) {
      throw epoch.fencedOr(e);
    }
  }

  /**
   * The disk is full or the quota used up: give back what is not needed to resume, try once more.
   */
  private Written writeWithRoom(Snapshot snapshot, Occasion occasion, IOException full)
      throws IOException {
    try {
      if (!pruner.makeRoom()) {
        throw full;
      }
    } catch (IOException e) {
      if (e != full) {
        full.addSuppressed(e);
      }
      throw full;
    }
    try {
      return write(snapshot, occasion);
    } catch (IOException e) {
      e.addSuppressed(full);
      throw e;
    }
  }

  /** The system tells it in the user's language, so that what is left counts as well. */
  private boolean isFull(IOException failure, long bytes) {
    String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("no space left") || message.contains("quota exceeded")) {
      return true;
    }
    try {
      return Files.getFileStore(epoch.room()).getUsableSpace() < bytes + MANIFEST_BYTES;
    } catch (IOException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  private Written write(Snapshot snapshot, Occasion occasion) throws IOException {
    try {
      // The end state outlives all others.
      Optional<SharingPlan> plan =
          occasion.reason() == CheckpointReason.COMPLETE
              ? Optional.empty()
              : chain.plan(snapshot, encoding);
      return write(snapshot, occasion, plan);
    } catch (IOException e) {
      throw epoch.fencedOr(e);
    }
  }

  private Written write(Snapshot snapshot, Occasion occasion, Optional<SharingPlan> plan)
      throws IOException {
    // Never reused, whatever becomes of this one.
    long number = ++sequence;
    wanted = plan.map(SharingPlan::newBytes).orElse(snapshot.bytes());
    UUID uuid = UUID.randomUUID();
    try (PendingFile pending = epoch.newPending(number, method, wanted)) {
      CheckpointFileWriter writer =
          new CheckpointFileWriter(
              paced(pending, snapshot, occasion.reason()), uuid, encoding, plan.orElse(null));
      for (Snapshot.Part part : snapshot.parts()) {
        try (ReadableByteChannel source = part.source().get()) {
          writer.section(part.kind(), part.elementBytes(), part.length(), source);
        }
      }
      long bytes = writer.finish(manifest(uuid, number, snapshot, occasion));
      if (plan.isPresent() && !chain.isThere(plan.get())) { // guard: shared-there
        return write(snapshot, occasion, Optional.empty());
      }
      epoch.requireOwn();
      BlockFile file = new BlockFile(number, uuid, bytes);
      pruner.committing(file, writer.table().files());
      Path path =
          pending.commit((written, content) -> readBack(written, content, occasion.reason()));
      encoding.diskTook(bytes, writer.writeNanos() + pending.forceNanos());
      requireThere(file, path);
      epoch.confirmOwn(); // guard: confirm-own
      CheckpointInfo info = info(number, path, bytes, occasion);
      if (occasion.reason() != CheckpointReason.STOP) {
        pruner.verified(number);
      }
      chain.written(file, writer.table(), plan, snapshot.bytes());
      return new Written(info, file, chain.first(), chain.distrusted());
    }
  }

  /** Nobody is slowed down who waits for it to go on or to end. */
  private WritableByteChannel paced(
      PendingFile pending, Snapshot snapshot, CheckpointReason reason) {
    boolean awaited = Demand.isWaitedFor(reason) || snapshot.isLive();
    return awaited ? pending : pace.limit(pending);
  }

  /** Lets its threads go. */
  void close() {
    encoding.close();
  }

  /** Whatever is being written is written as fast as possible from now on. */
  void hurry() {
    pace.hurry();
  }

  /**
   * Only what was read back whole gets a name, is told to the program, and prunes others; of the
   * last one before a stop only whether it can be opened.
   */
  private void readBack(Path written, FileBytes content, CheckpointReason reason)
      throws IOException {
    try (CheckpointFileReader reader =
        CheckpointFileReader.open(written, content, encoding.keys())) {
      if (reason != CheckpointReason.STOP) { // time may be short, and it prunes nothing
        reader.verifyOwn(); // guard: verify-before-prune
      }
    } catch (UnusableCheckpointException e) {
      chain.end(); // what it is made of may be at fault
      throw new IOException("a checkpoint just written cannot be read back: " + e.getMessage(), e);
    }
  }

  private void requireThere(BlockFile file, Path path) throws IOException {
    if (!file.isPresent(epoch.room())) {
      chain.end();
      throw new IOException("a checkpoint just written is not in its place: " + path);
    }
  }

  private Manifest manifest(UUID uuid, long number, Snapshot snapshot, Occasion occasion) {
    GraphImage image = snapshot.image();
    return new Manifest(
        uuid,
        settings.name(),
        epoch.number(),
        number,
        occasion.reason().name(),
        occasion.progress(),
        occasion.timings(),
        WriterIdentity.ofThisJvm(),
        code.of(image.types()),
        settings.parameters(),
        occasion.outputs(),
        snapshot.images(),
        new Manifest.Graph(image.objects(), image.outOfLineBytes(), image.roots(), image.types()),
        occasion.part().map(RankEntry.class::cast));
  }

  private CheckpointInfo info(long number, Path path, long bytes, Occasion occasion) {
    Manifest.Timings timings = occasion.timings();
    return new CheckpointInfo(
        settings.name(),
        epoch.number(),
        number,
        path,
        occasion.reason(),
        occasion.takenAt(),
        occasion.progress().counted(),
        Duration.ofNanos(occasion.progress().computeNanos()),
        Duration.ofNanos(timings.arrivalNanos() + timings.captureNanos()),
        bytes);
  }

  /**
   * Removes what is no longer needed now that a newer checkpoint is there; the last thing to
   * happen.
   */
  void prune(CheckpointInfo info) throws IOException {
    pruner.prune(info);
  }
}
