/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import dev.cairn.Checkpointed;

/**
 * The state of the evolution, as plain data. An engine of Jenetics holds functions and cannot be
 * saved; it is built anew by each program, and {@link Breeder} carries these tours to it and back.
 */
@Checkpointed
final class Evolution {
  /** After so many generations without a better tour the population is replaced by a new one. */
  private static final int PATIENCE = 1000;

  private final PlainRandom random;
  private final int cities;
  private final int[][] population;
  private int[] best;
  private int bestLength = Integer.MAX_VALUE;
  private int generation;

  /** The shortest length in the present population's history, and since when. */
  private int recordLength;

  private int recordGeneration;

  Evolution(long seed, int populationSize, int cities) {
    this.random = new PlainRandom(seed);
    this.cities = cities;
    this.population = new int[populationSize][];
    settle();
  }

  /** Begins with random tours. */
  private void settle() {
    for (int i = 0; i < population.length; i++) {
      population[i] = randomTour();
    }
    recordLength = Integer.MAX_VALUE;
    recordGeneration = generation;
  }

  private int[] randomTour() {
    int[] tour = new int[cities];
    for (int i = 0; i < cities; i++) {
      int place = random.nextInt(i + 1);
      tour[i] = tour[place];
      tour[place] = i;
    }
    return tour;
  }

  /** Goes on with the next generation, whose fittest tour has the given length. */
  void advance(int[][] offspring, int[] fittest, int length) {
    System.arraycopy(offspring, 0, population, 0, population.length);
    generation++;
    if (length < bestLength) {
      best = fittest;
      bestLength = length;
    }
    if (length < recordLength) {
      recordLength = length;
      recordGeneration = generation;
    } else if (generation - recordGeneration >= PATIENCE) {
      settle();
    }
  }

  PlainRandom random() {
    return random;
  }

  int[][] population() {
    return population;
  }

  /** The shortest tour of all generations; null before the first. */
  int[] best() {
    return best;
  }

  int bestLength() {
    return bestLength;
  }

  int generation() {
    return generation;
  }
}
