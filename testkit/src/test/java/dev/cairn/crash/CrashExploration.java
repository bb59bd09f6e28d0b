/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import dev.cairn.CheckpointException;
import dev.cairn.testkit.CrashState;
import dev.cairn.testkit.CrashStates;
import dev.cairn.testkit.Faults;
import dev.cairn.testkit.RecordingFileSystem;
import dev.cairn.testkit.Trace;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Records a scripted run and resumes from every state that a crash could have left. */
final class CrashExploration {
  /** The seed of the random power losses; fixed, so that a failure comes again. */
  static final long SEED = 20261123;

  private final Path scratch;
  private int explored;

  CrashExploration(Path scratch) {
    this.scratch = scratch;
  }

  /** Records the short script over a file system with faults. */
  Trace record(Consumer<Faults> faults) throws IOException {
    return record(ScriptedRun.Script.SHORT, faults, root -> {});
  }

  /** What was there before. */
  interface Preparation {
    void prepare(Path root) throws IOException;
  }

  /** Records a script over a file system with faults, after somebody has prepared it. */
  Trace record(ScriptedRun.Script script, Consumer<Faults> faults, Preparation preparation)
      throws IOException {
    Path real = Files.createDirectory(scratch.resolve("recorded"));
    try (RecordingFileSystem recording = RecordingFileSystem.over(real)) {
      preparation.prepare(recording.root());
      faults.accept(recording.faults());
      ScriptedRun.play(script, recording.root().resolve("runs"), recording::mark);
      return recording.trace();
    } finally {
      deleteAll(real);
    }
  }

  /**
   * Resumes from every crash state, on all cores.
   *
   * @param trace what was recorded
   * @param samples how many states for each operation and each model in which dice decide
   * @return the first state in which something acknowledged was lost, or resume failed
   */
  Optional<String> findLoss(Trace trace, int samples) throws Exception {
    Iterator<CrashState> states =
        CrashStates.of(trace).withSamples(samples).distinct(SEED).iterator();
    Queue<String> losses = new ConcurrentLinkedQueue<>();
    AtomicInteger disks = new AtomicInteger();
    AllCores.run(() -> explore(states, scratch.resolve("disk-" + disks.incrementAndGet()), losses));
    return Optional.ofNullable(losses.peek());
  }

  private Void explore(Iterator<CrashState> states, Path disk, Queue<String> losses)
      throws IOException {
    while (losses.isEmpty()) {
      CrashState state;
      synchronized (states) {
        if (!states.hasNext()) {
          break;
        }
        state = states.next();
        explored++;
      }
      resumeFrom(state, disk).ifPresent(losses::add);
    }
    return null;
  }

  /** How many different states were resumed from so far. */
  int explored() {
    return explored;
  }

  private Optional<String> resumeFrom(CrashState state, Path disk) throws IOException {
    Files.createDirectory(disk);
    try {
      state.writeTo(disk);
      long acknowledged = ScriptedRun.newestAcknowledged(state.acknowledged());
      try {
        long resumed = ScriptedRun.resume(disk.resolve("runs"));
        return resumed >= acknowledged
            ? Optional.empty()
            : Optional.of(state.description() + ": resumed " + resumed + " of " + acknowledged);
      } catch (AssertionError e) {
        return Optional.of(state.description() + ": " + e.getMessage());
      } catch (CheckpointException e) {
        // A checkpoint that was never acknowledged may be all there is, and damaged.
        return acknowledged == 0
            ? Optional.empty()
            : Optional.of(state.description() + ": " + e + " after " + acknowledged);
      }
    } finally {
      deleteAll(disk);
    }
  }

  static void deleteAll(Path path) throws IOException {
    if (Files.isDirectory(path) && !Files.isSymbolicLink(path)) {
      path.toFile().setWritable(true);
      try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
        for (Path inner : content) {
          deleteAll(inner);
        }
      }
    }
    Files.delete(path);
  }
}
