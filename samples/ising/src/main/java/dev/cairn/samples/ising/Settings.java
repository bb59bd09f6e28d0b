/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be computed.
 *
 * @param side the number of rows, and of columns; even, for the chessboard to close
 * @param sweeps how often each site is offered a flip
 * @param seed of the random numbers
 * @param workers the number of threads; 0 is the variant with one thread and one generator
 */
record Settings(int side, int sweeps, long seed, int workers, Optional<Path> output) {
  static final String USAGE =
      "usage: java -jar ising.jar [side] [sweeps] [seed] [--workers N] [--output FILE]";

  /** A little below the critical temperature of 2.269. */
  static final double TEMPERATURE = 2.2;

  Settings {
    require(side >= 2 && side % 2 == 0 && side <= 40_000, "side is even, from 2 to 40000");
    require(sweeps >= 0, "sweeps is not negative");
    require(workers >= 0 && workers <= side, "N is from 0 to side");
    require(output.isEmpty() || workers == 0, "--output goes without --workers");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  static Settings parse(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    int workers = option(words, "--workers").map(Integer::parseInt).orElse(0);
    Optional<Path> output = option(words, "--output").map(Path::of);
    require(words.size() <= 3, "too many arguments");
    return new Settings(
        (int) number(words, 0, 1024),
        (int) number(words, 1, 4000),
        number(words, 2, 42),
        workers,
        output);
  }

  private static Optional<String> option(List<String> words, String name) {
    int at = words.indexOf(name);
    if (at < 0) {
      return Optional.empty();
    }
    require(at + 1 < words.size(), name + " needs a value");
    String value = words.remove(at + 1);
    words.remove(at);
    return Optional.of(value);
  }

  private static long number(List<String> words, int index, long fallback) {
    return index < words.size() ? Long.parseLong(words.get(index)) : fallback;
  }
}
