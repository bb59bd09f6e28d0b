/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import dev.cairn.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What the tests save. */
@Checkpointed
final class Sim {
  record Walker(double x, double y, String name) {}

  long sweep;
  final double[] grid = new double[500_000];
  final double[][] rows = new double[3][4];
  final List<Walker> walkers = new ArrayList<>();
  final Map<String, Integer> counts = new LinkedHashMap<>();
  final Instant begun = Instant.parse("2026-01-02T03:04:05Z");
  String note = "quiet";
  Random random = new Random(7);

  Sim() {
    Random noise = new Random(1);
    for (int i = 0; i < grid.length; i++) {
      grid[i] = noise.nextDouble();
    }
    grid[17] = Double.NaN;
    for (int i = 0; i < 3; i++) {
      walkers.add(new Walker(i, -i, "w" + i));
      rows[i][1] = i;
    }
    counts.put("alpha", 1);
    counts.put("beta", 2);
  }

  void step() {
    sweep++;
    grid[100] += 1;
    grid[101] += 2;
    counts.merge("alpha", 1, Integer::sum);
    walkers.set(1, new Walker(sweep, 0, "w1"));
    random.nextInt();
  }

  static CheckpointBuilder configure(Path directory, String name) {
    return Checkpoint.configure()
        .directory(directory)
        .name(name)
        .every(Duration.ofDays(1))
        .stopSignals()
        .beatPeriod(Duration.ofMillis(200))
        .ignoreArguments();
  }

  /** Leaves a run with some checkpoints, each of a step more; it can be gone on with. */
  static Path run(Path directory, String name, int checkpoints) {
    try (Checkpoint<Sim> run =
        configure(directory, name)
            .retention(Retention.keepLast(Math.max(2, checkpoints)))
            .resumeOrStart(Sim::new)) {
      advance(run, checkpoints);
    }
    return directory.resolve(name);
  }

  /** The first checkpoint is that of the first safepoint. */
  static void advance(Checkpoint<Sim> run, int checkpoints) {
    run.safepoint();
    for (int i = 1; i < checkpoints; i++) {
      run.state().step();
      run.progress(run.state().sweep, 100);
      assertThat(run.checkpointNow()).isPresent();
    }
  }

  static Path complete(Path directory, String name) {
    try (Checkpoint<Sim> run = configure(directory, name).resumeOrStart(Sim::new)) {
      advance(run, 2);
      run.complete();
    }
    return directory.resolve(name);
  }
}
