/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.Operation.Delete;
import dev.cairn.testkit.Operation.Rename;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PausePointTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;
  private RecordingFileSystem recording;
  private Path from;
  private Path to;

  @BeforeEach
  void record() throws IOException {
    recording = RecordingFileSystem.over(folder);
    from = Files.createFile(recording.root().resolve("from"));
    to = recording.root().resolve("to");
  }

  @AfterEach
  void close() {
    recording.close();
  }

  private FutureTask<Path> startMove() {
    FutureTask<Path> task = new FutureTask<>(() -> Files.move(from, to));
    Thread thread = new Thread(task, "mover");
    thread.setDaemon(true);
    thread.start();
    return task;
  }

  private static Path resultOf(FutureTask<Path> task) throws Exception {
    return task.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void shouldHoldAThreadBackUntilItIsReleased() throws Exception {
    PausePoint pause = recording.pauseBefore(operation -> operation instanceof Rename);
    assertThat(pause.reached()).isEmpty();
    FutureTask<Path> move = startMove();
    assertThat(pause.awaitReached(PATIENCE)).isEqualTo(new Rename("from", "to", 2));
    assertThat(from).exists();
    assertThat(move.isDone()).isFalse();
    pause.release();
    assertThat(resultOf(move)).isEqualTo(to);
    assertThat(to).exists();
  }

  @Test
  void shouldLetOtherThreadsGoOn() throws Exception {
    try (PausePoint pause = recording.pauseBefore(operation -> operation instanceof Rename)) {
      FutureTask<Path> zombie = startMove();
      pause.awaitReached(PATIENCE);
      Files.move(from, recording.root().resolve("taken"));
      recording.mark("taken over");
      pause.release();
      assertThatThrownBy(() -> resultOf(zombie))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(NoSuchFileException.class);
    }
    assertThat(folder.resolve("taken")).exists();
    assertThat(folder.resolve("to")).doesNotExist();
  }

  @Test
  void shouldGiveUpWaiting() throws Exception {
    try (PausePoint pause = recording.pauseBefore(operation -> operation instanceof Delete)) {
      assertThatThrownBy(() -> pause.awaitReached(Duration.ofMillis(20)))
          .isInstanceOf(TimeoutException.class);
    }
    Files.delete(from);
  }

  @Test
  void shouldWakeUpToAPowerCut() throws Exception {
    PausePoint pause = recording.pauseBefore(operation -> operation instanceof Rename);
    FutureTask<Path> move = startMove();
    pause.awaitReached(PATIENCE);
    recording.stopTheWorld();
    assertThatThrownBy(() -> resultOf(move))
        .hasRootCauseInstanceOf(IOException.class)
        .hasRootCauseMessage("the machine has lost power");
    assertThat(folder.resolve("from")).exists();
  }

  @Test
  void shouldKeepAnInterruptForLater() throws Exception {
    PausePoint pause = recording.pauseBefore(operation -> operation instanceof Delete);
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              Thread.currentThread().interrupt();
              Files.delete(from);
              return Thread.currentThread().isInterrupted();
            });
    new Thread(task, "deleter").start();
    pause.awaitReached(PATIENCE);
    assertThat(task.isDone()).isFalse();
    pause.release();
    assertThat(task.get(20, TimeUnit.SECONDS)).isTrue();
  }
}
