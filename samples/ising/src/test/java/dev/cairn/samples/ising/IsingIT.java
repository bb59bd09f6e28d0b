/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.samples.harness.SampleRun;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kills and stops the packaged program, and compares its results with those of a quiet run. */
@Timeout(120)
class IsingIT {
  private static final int KILLS = 4;

  @TempDir Path folder;

  private SampleRun run(String name, int workers) {
    List<Object> arguments = new ArrayList<>(List.of(512, workers > 0 ? 1500 : 3000, 7));
    if (workers > 0) {
      arguments.addAll(List.of("--workers", workers));
    }
    return new SampleRun("ising", Ising.class, folder.resolve(name), arguments.toArray());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldGiveTheSameResultAfterKills(int workers) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the kills: " + seed);
    String expected = run("quiet", workers).finish();
    String result = run("killed", workers).finishDespiteKills(KILLS, new Random(seed));
    assertThat(result).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"course.csv", "course.csv.gz"})
  void shouldWriteEachLineOnceInSpiteOfKills(String name) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the kills: " + seed);
    Path quiet = folder.resolve("quiet-" + name);
    Path killed = folder.resolve("killed-" + name);
    writing("quiet", quiet).finish();
    writing("killed", killed).finishDespiteKills(KILLS, new Random(seed));

    assertThat(content(quiet)).startsWith("sweep,magnetisation,energy\n1,");
    assertThat(content(killed)).isEqualTo(content(quiet));
  }

  private SampleRun writing(String name, Path output) {
    return new SampleRun(
        "ising", Ising.class, folder.resolve(name), 256, 6000, 7, "--output", output);
  }

  private static String content(Path file) throws IOException {
    boolean zipped = file.toString().endsWith(".gz");
    try (InputStream input = Files.newInputStream(file);
        InputStream plain = zipped ? new GZIPInputStream(input) : input) {
      return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  @Tag("long")
  @Timeout(900)
  void shouldGiveTheSameResultAfterFiftyKillsAtAnyMoment(int workers) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed of the kills: " + seed);
    Object[] arguments =
        workers == 0 ? new Object[] {512, 15_000, 7} : new Object[] {512, 9000, 7, "--workers", 2};
    String expected = new SampleRun("ising", Ising.class, folder.resolve("q"), arguments).finish();
    assertThat(
            new SampleRun("ising", Ising.class, folder.resolve("k"), arguments)
                .finishDespiteKillsAtAnyMoment(50, new Random(seed)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldGiveTheSameResultAfterStop(int workers) throws Exception {
    String expected = run("quiet", workers).finish();
    SampleRun stopped = run("stopped", workers);
    assertThat(stopped.stopAfter(Duration.ofSeconds(1))).isEqualTo(75);
    assertThat(stopped.finish()).isEqualTo(expected);
    // A finished run tells its result again.
    assertThat(stopped.finish()).isEqualTo(expected);
  }
}
