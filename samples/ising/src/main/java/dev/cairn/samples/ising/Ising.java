/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointOutput;
import dev.cairn.Checkpointed;
import java.util.Optional;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The two-dimensional Ising model: Metropolis sweeps of a lattice, on one thread. Everything that a
 * sweep changes is a field of this class, so this is all that it takes to be resumable.
 */
@Checkpointed
public final class Ising {
  private final UniformRandomProvider random;
  private final Lattice lattice;
  private int sweep;

  Ising(Settings settings) {
    random = RandomSource.XO_SHI_RO_256_PP.create(settings.seed());
    lattice = new Lattice(settings.side(), Settings.TEMPERATURE, random);
  }

  /**
   * Runs the model.
   *
   * @param args {@code [side] [sweeps] [seed] [--workers N] [--output FILE]}
   */
  public static void main(String[] args) throws InterruptedException {
    Settings settings = settings(args);
    if (settings.workers() == 0) {
      run(settings);
    } else {
      StripedIsing.run(settings);
    }
  }

  private static Settings settings(String... args) {
    try {
      return Settings.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("ising: " + e.getMessage() + "\n" + Settings.USAGE);
      System.exit(2);
      throw e;
    }
  }

  private static void run(Settings settings) {
    try (Checkpoint<Ising> run = Checkpoint.resumeOrStart(() -> new Ising(settings))) {
      Ising ising = run.state();
      Optional<CheckpointOutput> course = settings.output().map(run::output);
      course
          .filter(CheckpointOutput::isNew)
          .ifPresent(file -> file.println("sweep,magnetisation,energy"));
      Progress progress = new Progress("sweep", settings.sweeps());
      while (ising.sweep < settings.sweeps() && run.safepoint()) {
        ising.sweepOnce();
        course.ifPresent(file -> file.println(ising.measured()));
        progress.show(ising.sweep);
        run.progress(ising.sweep, settings.sweeps());
      }
      if (run.isStopping()) {
        System.exit(run.exitCode()); // stopped early: saved, not finished
      }
      System.out.println("result: " + ising.result());
      run.complete();
    }
  }

  void sweepOnce() {
    for (Colour colour : Colour.values()) {
      lattice.flip(colour, 0, lattice.side(), random);
    }
    sweep++;
  }

  private String measured() {
    return sweep + "," + lattice.magnetisation() + "," + lattice.energy();
  }

  String result() {
    return String.format(
        "sweeps=%d magnetisation=%s energy=%s digest=%s",
        sweep,
        lattice.magnetisation(),
        lattice.energy(),
        new Digest().add(lattice.spins()).add(random));
  }
}
