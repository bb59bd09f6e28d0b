/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import io.jenetics.EnumGene;
import io.jenetics.Genotype;
import io.jenetics.PartiallyMatchedCrossover;
import io.jenetics.PermutationChromosome;
import io.jenetics.Phenotype;
import io.jenetics.SwapMutator;
import io.jenetics.TournamentSelector;
import io.jenetics.engine.Engine;
import io.jenetics.engine.EvolutionResult;
import io.jenetics.engine.EvolutionStart;
import io.jenetics.util.ISeq;
import io.jenetics.util.IntRange;
import io.jenetics.util.RandomRegistry;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Breeds the next generation of an {@link Evolution} with Jenetics: tours become phenotypes, evolve
 * for one generation, and become tours again. All random numbers come from the evolution's own
 * generator, and everything happens on the calling thread, so the same state always has the same
 * successor.
 */
final class Breeder {
  private final ISeq<Integer> alleles;
  private final Engine<EnumGene<Integer>, Integer> engine;

  Breeder(Cities cities, int populationSize) {
    this.alleles = IntRange.of(0, cities.number()).stream().boxed().collect(ISeq.toISeq());
    this.engine =
        Engine.builder(
                genotype -> cities.length(tour(genotype)),
                Genotype.of(PermutationChromosome.of(alleles)))
            .minimizing()
            .populationSize(populationSize)
            .selector(new TournamentSelector<>(3))
            .alterers(
                new PartiallyMatchedCrossover<>(0.2),
                new SwapMutator<>(0.002),
                new InversionMutator(0.5))
            .executor(Runnable::run)
            .build();
  }

  void breed(Evolution evolution) {
    EvolutionStart<EnumGene<Integer>, Integer> start = start(evolution);
    EvolutionResult<EnumGene<Integer>, Integer> result =
        RandomRegistry.with(evolution.random(), random -> engine.evolve(start));
    int[][] offspring = result.genotypes().stream().map(Breeder::tour).toArray(int[][]::new);
    Phenotype<EnumGene<Integer>, Integer> fittest = result.bestPhenotype();
    evolution.advance(offspring, tour(fittest.genotype()), fittest.fitness());
  }

  private EvolutionStart<EnumGene<Integer>, Integer> start(Evolution evolution) {
    long generation = evolution.generation() + 1L;
    ISeq<Phenotype<EnumGene<Integer>, Integer>> population =
        Arrays.stream(evolution.population())
            .map(tour -> Phenotype.<EnumGene<Integer>, Integer>of(genotype(tour), generation))
            .collect(ISeq.toISeq());
    return EvolutionStart.of(population, generation);
  }

  private Genotype<EnumGene<Integer>> genotype(int... tour) {
    ISeq<EnumGene<Integer>> genes =
        IntStream.of(tour).mapToObj(city -> EnumGene.of(city, alleles)).collect(ISeq.toISeq());
    return Genotype.of(new PermutationChromosome<>(genes));
  }

  private static int[] tour(Genotype<EnumGene<Integer>> genotype) {
    return genotype.chromosome().stream().mapToInt(EnumGene::alleleIndex).toArray();
  }
}
