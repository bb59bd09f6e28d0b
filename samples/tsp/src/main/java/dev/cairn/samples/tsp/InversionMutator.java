/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import io.jenetics.Chromosome;
import io.jenetics.EnumGene;
import io.jenetics.Mutator;
import io.jenetics.MutatorResult;
import io.jenetics.util.MSeq;
import java.util.random.RandomGenerator;

/** Travels a part of a tour in the other direction: the step of 2-opt, at a random place. */
final class InversionMutator extends Mutator<EnumGene<Integer>, Integer> {
  /** The probability is that of a tour. */
  InversionMutator(double probability) {
    super(probability);
  }

  @Override
  protected MutatorResult<Chromosome<EnumGene<Integer>>> mutate(
      Chromosome<EnumGene<Integer>> tour, double probability, RandomGenerator random) {
    int from = random.nextInt(tour.length());
    int to = random.nextInt(tour.length());
    MSeq<EnumGene<Integer>> genes = MSeq.of(tour);
    for (int i = Math.min(from, to), j = Math.max(from, to); i < j; i++, j--) {
      genes.swap(i, j);
    }
    return new MutatorResult<>(tour.newInstance(genes.toISeq()), 1);
  }
}
