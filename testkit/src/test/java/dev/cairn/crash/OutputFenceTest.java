/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.FencedException;
import dev.cairn.crash.ScriptedRun.Counter;
import dev.cairn.testkit.Operation;
import dev.cairn.testkit.PausePoint;
import dev.cairn.testkit.RecordingFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An attempt that is taken over just before its output gets its name can no longer give it. */
@Timeout(60)
class OutputFenceTest {
  @TempDir Path temporary;

  @BeforeEach
  void takeOverWithoutWaiting() {
    System.setProperty("cairn.takeover", "true");
  }

  @AfterEach
  void waitAgain() {
    System.clearProperty("cairn.takeover");
  }

  @Test
  void shouldRefuseAnOutputToAnAttemptThatWasTakenOverMeanwhile() throws Exception {
    try (RecordingFileSystem recording = RecordingFileSystem.over(temporary);
        Checkpoint<Counter> zombie =
            ScriptedRun.configure(recording.root().resolve("runs")).resumeOrStart(Counter::new)) {
      PausePoint naming =
          recording.pauseBefore(
              operation ->
                  operation instanceof Operation.Rename && operation.path().contains("out.csv"));
      CompletableFuture<Void> late =
          CompletableFuture.runAsync(
              () -> zombie.output(recording.root().resolve("out.csv")).println("of a zombie"));
      Operation unused = naming.awaitReached(Duration.ofSeconds(30));
      try (Checkpoint<Counter> owner =
          ScriptedRun.configure(temporary.resolve("runs")).resumeOrStart(Counter::new)) {
        owner.output(temporary.resolve("out.csv")).println("line 1");
        owner.checkpointNow();
        naming.release();
        assertThatThrownBy(late::join)
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(FencedException.class);
        owner.checkpointNow();
      }
    }
    assertThat(Files.readString(temporary.resolve("out.csv"))).isEqualTo("line 1\n");
  }
}
