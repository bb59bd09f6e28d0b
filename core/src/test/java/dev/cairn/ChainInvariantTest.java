/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.format.BlockFile;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.KeyRing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever changes, and however often a run is resumed: every checkpoint that is there can be read,
 * and two of them share nothing.
 */
@Timeout(300)
class ChainInvariantTest {
  private static final int TEXTS = 12_000;

  @TempDir Path folder;

  /** Streams and arrays that change each for itself. */
  @Checkpointed
  static final class Mixed {
    final List<String> texts = new ArrayList<>();
    final long[][] rows = new long[5][40_000];
    long step;

    Mixed() {
      Random random = new Random(1);
      for (int i = 0; i < TEXTS; i++) {
        texts.add(Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong()));
      }
      for (long[] row : rows) {
        fill(row, random);
      }
    }

    private static void fill(long[] row, Random random) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextLong();
      }
    }

    /** What is done depends on the step alone, so that a resumed one does the same. */
    void advance(long seed) {
      step++;
      Random random = new Random(seed * 1000 + step);
      switch (random.nextInt(8)) {
        case 0 -> {
          for (long[] row : rows) {
            fill(row, random);
          }
        }
        case 1, 2, 3 -> fill(rows[random.nextInt(rows.length)], random);
        default -> rows[random.nextInt(rows.length)][random.nextInt(40_000)]++;
      }
      for (int i = random.nextInt(4); i > 0; i--) {
        texts.set(random.nextInt(texts.size()), "step " + step);
      }
      if (random.nextInt(5) == 0) {
        texts.add(random.nextInt(texts.size()), "inserted at " + step);
      }
    }
  }

  private Checkpoint<Mixed> start(int length) {
    return Checkpoint.configure()
        .directory(folder)
        .name("mixed")
        .ignoreArguments()
        .every(Duration.ofDays(1))
        .chainLength(length)
        .resumeOrStart(Mixed::new);
  }

  @ParameterizedTest
  @ValueSource(ints = {32, 4})
  void shouldBeAbleToReadAllThatIsThere(int length) throws IOException {
    long seed = 20261127L + length;
    Random random = new Random(seed);
    Mixed expected = new Mixed();
    for (int attempt = 0; attempt < 14; attempt++) {
      String when = "seed " + seed + ", attempt " + attempt;
      try (Checkpoint<Mixed> run = start(length)) {
        Mixed state = run.state();
        assertThat(state.step).as(when).isEqualTo(expected.step);
        assertThat(state.texts).as(when).isEqualTo(expected.texts);
        assertThat(Arrays.deepEquals(state.rows, expected.rows)).as(when).isTrue();
        for (int steps = random.nextInt(12); steps > 0; steps--) {
          state.advance(seed);
          expected.advance(seed);
          assertThat(run.checkpointNow()).isPresent();
        }
      }
      if (expected.step > 1) {
        requireSound(when);
      }
    }
  }

  private void requireSound(String when) throws IOException {
    List<Set<UUID>> needs = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(path -> path.getFileName().toString().matches("ckpt-\\d+\\.cairn"))
              .filter(Files::isRegularFile)
              .toList();
    }
    for (Path path : files) {
      try (CheckpointFileReader reader = CheckpointFileReader.open(path, KeyRing.NONE)) {
        reader.verify();
        Set<UUID> all = new HashSet<>(Set.of(reader.manifest().uuid()));
        reader.files().keySet().stream().map(BlockFile::uuid).forEach(all::add);
        needs.add(all);
      }
    }
    boolean disjoint = false;
    for (Set<UUID> one : needs) {
      disjoint |= needs.stream().anyMatch(other -> java.util.Collections.disjoint(one, other));
    }
    assertThat(disjoint).as(when + ": two that share nothing among " + files).isTrue();
  }
}
