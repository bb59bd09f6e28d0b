/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Arrays as long as the JVM has them; needs -Xmx10g and as much disk, so it is of the long form.
 */
@Tag("long")
@Timeout(600)
class LargeArraysTest {
  @Checkpointed
  static final class Large {
    double[] doubles;
    byte[] bytes;

    static Large fresh(int doubles, int bytes) {
      Large large = new Large();
      large.doubles = new double[doubles];
      large.bytes = new byte[bytes];
      for (long i = 0; i < doubles; i += 1 << 16) {
        large.doubles[(int) i] = i + 0.5;
      }
      for (long i = 0; i < bytes; i += 1 << 16) {
        large.bytes[(int) i] = (byte) (i >>> 16);
      }
      large.doubles[doubles - 1] = -1;
      large.bytes[bytes - 1] = -1;
      return large;
    }
  }

  @TempDir Path folder;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("large")
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments();
  }

  @Test
  void shouldBringBackTwoToTheTwentyEightDoublesAndTheLongestByteArray() {
    long needed = 9L << 30;
    Assumptions.assumeTrue(
        Runtime.getRuntime().maxMemory() > needed,
        "SKIPPED: arrays of 2 GiB each need a heap of 10 GiB, run with -Dtest.argLine=-Xmx10g");
    int doubles = 1 << 28;
    int bytes = Integer.MAX_VALUE - 2;
    try (Checkpoint<Large> run = configure().resumeOrStart(() -> Large.fresh(doubles, bytes))) {
      run.checkpointNow();
    }
    try (Checkpoint<Large> run = configure().resumeOrStart(() -> null)) {
      Large large = run.state();
      assertThat(large.doubles).hasSize(doubles);
      assertThat(large.bytes).hasSize(bytes);
      for (int i = 0; i < doubles - 1; i++) {
        if (large.doubles[i] != ((i & 0xffff) == 0 ? i + 0.5 : 0)) {
          throw new AssertionError("double " + i);
        }
      }
      for (int i = 0; i < bytes - 1; i++) {
        if (large.bytes[i] != ((i & 0xffff) == 0 ? (byte) (i >>> 16) : 0)) {
          throw new AssertionError("byte " + i);
        }
      }
      assertThat(large.doubles[doubles - 1]).isEqualTo(-1);
      assertThat(large.bytes[bytes - 1]).isEqualTo((byte) -1);
    }
  }
}
