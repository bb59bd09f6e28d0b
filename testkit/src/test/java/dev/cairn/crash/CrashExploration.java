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
import java.util.function.Consumer;

/** Records a scripted run and resumes from every state that a crash could have left. */
final class CrashExploration {
  /** The seed of the random power losses; fixed, so that a failure comes again. */
  static final long SEED = 20261123;

  private final Path scratch;

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
   * Resumes from every crash state.
   *
   * @param trace what was recorded
   * @param counted told of every state
   * @return the first state in which something acknowledged was lost, or resume failed
   */
  Optional<String> findLoss(Trace trace, Runnable counted) throws IOException {
    Iterator<CrashState> states = CrashStates.of(trace).distinct(SEED).iterator();
    while (states.hasNext()) {
      CrashState state = states.next();
      counted.run();
      Optional<String> loss = resumeFrom(state);
      if (loss.isPresent()) {
        return loss;
      }
    }
    return Optional.empty();
  }

  private Optional<String> resumeFrom(CrashState state) throws IOException {
    Path disk = Files.createDirectory(scratch.resolve("disk"));
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
