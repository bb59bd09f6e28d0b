/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import dev.cairn.Checkpoint;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** Looks for a short round tour through 52 locations in Berlin. */
public final class Tsp {
  private static final String USAGE = "usage: java -jar tsp.jar [generations] [seed]";
  private static final int POPULATION = 200;
  private static final int OPTIMUM = 7542;

  private Tsp() {}

  /**
   * Runs the program.
   *
   * @param args {@code [generations] [seed]}
   * @throws IOException if the cities cannot be read
   */
  public static void main(String[] args) throws IOException {
    int generations = (int) number(args, 0, 1, 25_000);
    long seed = number(args, 1, Long.MIN_VALUE, 42);
    Cities cities = Cities.berlin52();
    Breeder breeder = new Breeder(cities, POPULATION);
    try (Checkpoint<Evolution> run =
        Checkpoint.resumeOrStart(() -> new Evolution(seed, POPULATION, cities.number()))) {
      Evolution evolution = run.state();
      Progress progress = new Progress("generation", generations);
      while (evolution.generation() < generations && run.safepoint()) {
        breeder.breed(evolution);
        progress.show(evolution.generation());
        run.progress(evolution.generation(), generations);
      }
      if (run.isStopping()) {
        System.exit(run.exitCode()); // stopped early: saved, not finished
      }
      System.out.println("tour: " + Arrays.toString(evolution.best()));
      System.out.println("result: " + result(evolution));
      run.complete();
    }
  }

  private static String result(Evolution evolution) {
    int length = evolution.bestLength();
    return String.format(
        Locale.ROOT,
        "generations=%d length=%d optimum=%d gap=%.2f%% population=%08x",
        evolution.generation(),
        length,
        OPTIMUM,
        100.0 * (length - OPTIMUM) / OPTIMUM,
        Arrays.deepHashCode(evolution.population()));
  }

  private static long number(String[] args, int index, long least, long fallback) {
    long number = fallback;
    try {
      number = index < args.length ? Long.parseLong(args[index]) : fallback;
    } catch (NumberFormatException e) {
      refuse(args[index] + " is not a number");
    }
    if (number < least) {
      refuse(number + " is less than " + least);
    }
    return number;
  }

  private static void refuse(String why) {
    System.err.println("tsp: " + why + "\n" + USAGE);
    System.exit(2);
  }
}
