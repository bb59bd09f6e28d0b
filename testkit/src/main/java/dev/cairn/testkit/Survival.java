/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.SplittableRandom;

/**
 * Decides by the dice what survives a power cut. States with much and with little luck are wanted
 * both, hence a probability that is itself random.
 */
final class Survival {
  private static final double[] PROBABILITIES = {0.1, 0.5, 0.9};

  private final SplittableRandom random;
  private final double probability;

  Survival(long seed) {
    this.random = new SplittableRandom(seed);
    this.probability = PROBABILITIES[random.nextInt(PROBABILITIES.length)];
  }

  boolean survives() {
    return random.nextDouble() < probability;
  }

  /** How many of the first of some things survive: from none to all, each equally likely. */
  int prefix(int count) {
    return random.nextInt(count + 1);
  }
}
