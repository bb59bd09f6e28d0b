/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentRecordingTest {
  private static final int THREADS = 4;
  private static final int VERSIONS = 25;

  @TempDir Path folder;

  @Test
  @Timeout(60)
  void shouldRecordManyThreadsInTheOrderOfTheirEffects() throws Exception {
    try (RecordingFileSystem recording = RecordingFileSystem.over(folder)) {
      runAll(recording.root());
      DiskImage real = DiskImageReader.read(folder, new InodeNumbers());
      CrashState replayed =
          CrashStates.of(recording.trace()).stream(1, PowerLossModel.NOTHING_LOST)
              .reduce((first, second) -> second)
              .orElseThrow();
      assertThat(replayed.digest()).isEqualTo(DiskImageDigest.of(real));
      assertThat(recording.trace().all(Operation.Rename.class)).hasSize(THREADS * VERSIONS);
    }
  }

  private static void runAll(Path root) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Path own = root.resolve("run" + i);
        tasks.add(() -> save(own, root.resolve("shared")));
      }
      for (Future<Void> result : threads.invokeAll(tasks)) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Void save(Path own, Path shared) throws Exception {
    Files.createDirectory(own);
    for (int version = 1; version <= VERSIONS; version++) {
      new ToyStore(own, 2).save(version);
      Files.writeString(shared, own + " " + version);
    }
    return null;
  }
}
