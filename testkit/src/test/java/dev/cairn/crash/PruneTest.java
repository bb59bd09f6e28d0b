/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.Checkpoint;
import dev.cairn.crash.ScriptedRun.Counter;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.PausePoint;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PruneTest {
  @TempDir Path temporary;

  @Test
  void shouldGiveNoNameToACheckpointThatCannotBeReadBack() throws Exception {
    try (RecordingFileSystem recording = RecordingFileSystem.over(temporary);
        Checkpoint<Counter> run =
            ScriptedRun.configure(recording.root().resolve("runs")).resumeOrStart(Counter::new)) {
      run.output(ScriptedRun.outputOf(recording.root().resolve("runs"))).println("line 1");
      run.state().set(1);
      run.checkpointNow();
      run.checkpointNow();
      PausePoint readBack =
          recording.pauseBefore(
              operation ->
                  operation instanceof Operation.Open open
                      && !open.writing()
                      && open.path().contains("ckpt-000003.cairn.pending"));
      run.request();
      while (readBack.reached().isEmpty() && run.safepoint()) {
        Thread.onSpinWait();
      }
      damage(pending());
      readBack.release();
      run.checkpointNow();

      await()
          .untilAsserted(
              () ->
                  assertThat(checkpoints())
                      .containsExactly("ckpt-000002.cairn", "ckpt-000004.cairn"));
    }
    System.setProperty("cairn.takeover", "true");
    try {
      assertThat(ScriptedRun.resume(temporary.resolve("runs"))).isEqualTo(1);
    } finally {
      System.clearProperty("cairn.takeover");
    }
  }

  /** What a checkpoint was to share is gone by the time it gets its name. */
  @Test
  void shouldWriteAllWhereASharedFileVanishesMeanwhile() throws Exception {
    Path room = temporary.resolve("runs/run/epoch-000001");
    try (RecordingFileSystem recording = RecordingFileSystem.over(temporary);
        Checkpoint<Counter> run =
            ScriptedRun.configure(recording.root().resolve("runs"))
                .resumeOrStart(() -> new Counter(300 << 10))) {
      run.state().set(1);
      run.checkpointNow();
      run.checkpointNow();
      PausePoint planned =
          recording.pauseBefore(
              operation ->
                  operation.path().contains("ckpt-000003.cairn.pending")
                      && !(operation instanceof Operation.Delete));
      run.request();
      while (planned.reached().isEmpty() && run.safepoint()) {
        Thread.onSpinWait();
      }
      Files.delete(room.resolve("ckpt-000002.cairn"));
      planned.release();
      await().until(() -> Files.exists(room.resolve("ckpt-000004.cairn")));
      assertThat(Files.size(room.resolve("ckpt-000004.cairn"))).isGreaterThan(300 << 10);
      assertThat(room.resolve("ckpt-000003.cairn")).doesNotExist();
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[100] ^= 1; // within the first block
    Files.write(file, bytes);
  }

  private Path pending() throws IOException {
    try (Stream<Path> files = Files.list(temporary.resolve("runs/run/epoch-000001"))) {
      return files
          .filter(path -> path.toString().contains("ckpt-000003.cairn.pending"))
          .findFirst()
          .orElseThrow();
    }
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(temporary.resolve("runs/run/epoch-000001"))) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("ckpt-"))
          .sorted()
          .toList();
    }
  }
}
