/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.samples.harness.SampleRun;
import dev.cairn.testkit.KillCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills and stops the packaged program, and compares its results with those of a quiet run. */
@Timeout(120)
class TspIT {
  private static final int GENERATIONS = 3000;
  private static final int KILLS = 4;

  @TempDir Path folder;

  private SampleRun run(String name) {
    return new SampleRun("tsp", Tsp.class, folder.resolve(name), GENERATIONS, 7);
  }

  @Test
  void shouldGiveTheSameResultAfterKills() throws Exception {
    String jar = Path.of("target", "tsp.jar").toAbsolutePath().toString();
    KillCheck.of(Tsp.class, GENERATIONS / 2, 7)
        .kills(KILLS)
        .with(child -> child.classPath(jar))
        .verify();
  }

  @Test
  @Tag("long")
  @Timeout(900)
  void shouldGiveTheSameResultAfterFiftyKillsAtAnyMoment() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the kills: " + seed);
    Object[] arguments = {25_000, 7};
    String expected = new SampleRun("tsp", Tsp.class, folder.resolve("q"), arguments).finish();
    assertThat(
            new SampleRun("tsp", Tsp.class, folder.resolve("k"), arguments)
                .finishDespiteKillsAtAnyMoment(50, new Random(seed)))
        .isEqualTo(expected);
  }

  @Test
  void shouldGiveTheSameResultAfterStop() throws Exception {
    String expected = run("quiet").finish();
    SampleRun stopped = run("stopped");
    assertThat(stopped.stopAfter(Duration.ofSeconds(1))).isEqualTo(75);
    assertThat(stopped.finish()).isEqualTo(expected);
  }
}
