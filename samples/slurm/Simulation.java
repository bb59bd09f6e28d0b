/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import java.util.Random;

/** A random walk of many particles: {@code Simulation STEPS}. Each step takes about 2 ms. */
@Checkpointed
final class Simulation {
  private final Random random = new Random(42);
  private final double[] positions = new double[100_000];
  private int step;

  private void step() {
    for (int i = 0; i < positions.length; i++) {
      positions[i] += random.nextDouble() - 0.5;
    }
    step++;
  }

  private double meanSquare() {
    double sum = 0;
    for (double position : positions) {
      sum += position * position;
    }
    return sum / positions.length;
  }

  public static void main(String[] arguments) {
    int steps = Integer.parseInt(arguments[0]);
    try (Checkpoint<Simulation> run = Checkpoint.resumeOrStart(Simulation::new)) {
      Simulation simulation = run.state();
      while (simulation.step < steps && run.safepoint()) {
        simulation.step();
      }
      if (run.isStopping()) {
        System.exit(run.exitCode());
      }
      System.out.println("after " + steps + " steps: " + simulation.meanSquare());
      run.complete();
    }
  }
}
