/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import org.apache.commons.rng.JumpableUniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * The two-dimensional Ising model on several threads. Each owns a stripe of the lattice and a
 * generator, so the result depends on their number, but not on their speed.
 */
@Checkpointed
final class StripedIsing {
  private final Lattice lattice;
  private final Stripe[] stripes;
  private final Statistics statistics = new Statistics();
  private int sweep;

  StripedIsing(Settings settings) {
    JumpableUniformRandomProvider random =
        (JumpableUniformRandomProvider) RandomSource.XO_SHI_RO_256_PP.create(settings.seed());
    lattice = new Lattice(settings.side(), Settings.TEMPERATURE, random);
    stripes = new Stripe[settings.workers()];
    for (int i = 0; i < stripes.length; i++) {
      // Gives a copy and skips 2^128 numbers itself: no two stripes see the same ones.
      stripes[i] = new Stripe(firstRow(i), firstRow(i + 1), random.jump());
    }
  }

  private int firstRow(int stripe) {
    return (int) ((long) lattice.side() * stripe / stripes.length);
  }

  static void run(Settings settings) throws InterruptedException {
    try (Checkpoint<StripedIsing> run =
        Checkpoint.resumeOrStart(() -> new StripedIsing(settings))) {
      StripedIsing ising = run.state();
      ising.compute(run, settings.sweeps());
      if (run.isStopping()) {
        System.exit(run.exitCode()); // stopped early: saved, not finished
      }
      System.out.println("result: " + ising.result());
      run.complete();
    }
  }

  Stripe[] stripes() {
    return stripes;
  }

  void compute(Checkpoint<?> run, int sweeps) throws InterruptedException {
    Progress progress = new Progress("sweep", sweeps);
    try (SweepCrew crew = new SweepCrew(run, lattice, stripes);
        MeasuringPool pool = new MeasuringPool(run, statistics, stripes.length)) {
      if (run.safepoint()) {
        pool.resume(statistics.pending());
      }
      while (sweep < sweeps && run.safepoint()) {
        crew.sweepOnce();
        sweep++;
        pool.measure(lattice.copy());
        progress.show(sweep);
        run.progress(sweep, sweeps);
      }
      if (!run.isStopping()) {
        pool.finish();
      }
    }
  }

  String result() {
    Digest digest = new Digest().add(lattice.spins());
    for (Stripe stripe : stripes) {
      digest.add(stripe.random());
    }
    return String.format(
        "workers=%d sweeps=%d magnetisation=%s energy=%s counts=%s digest=%s",
        stripes.length, sweep, lattice.magnetisation(), lattice.energy(), statistics, digest);
  }
}
