/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two attempts at once, of a user whom modes bind: the other way in which a room is sealed. */
class ZombieIT {
  private static final int RACES = 60;

  @TempDir static Path tools;
  @TempDir Path folder;

  @Test
  @Tag("long")
  @Timeout(300)
  void shouldBeHarmedByNoAttemptThatWakesUpLate() throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    Class<?> zombies = Class.forName("dev.cairn.crash.Zombies");
    Children.ofNobody(folder);
    try (ChildJvm child =
        Children.unprivileged(Children.program(zombies, folder, folder, RACES, seed), tools)
            .start()) {
      assertThat(child.awaitExit(Duration.ofMinutes(4))).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).contains("frozen before each of ", "were put out");
    }
  }
}
