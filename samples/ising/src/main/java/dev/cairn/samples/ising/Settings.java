/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import java.util.ArrayList;
import java.util.List;

/**
 * What is to be computed.
 *
 * @param side the number of rows, and of columns; even, for the chessboard to close
 * @param sweeps how often each site is offered a flip
 * @param seed of the random numbers
 * @param workers the number of threads; 0 is the variant with one thread and one generator
 */
record Settings(int side, int sweeps, long seed, int workers) {
  static final String USAGE = "usage: java -jar ising.jar [side] [sweeps] [seed] [--workers N]";

  /** A little below the critical temperature of 2.269. */
  static final double TEMPERATURE = 2.2;

  Settings {
    require(side >= 2 && side % 2 == 0 && side <= 40_000, "side is even, from 2 to 40000");
    require(sweeps >= 0, "sweeps is not negative");
    require(workers >= 0 && workers <= side, "N is from 0 to side");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  static Settings parse(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    int workers = 0;
    int option = words.indexOf("--workers");
    if (option >= 0) {
      require(option + 1 < words.size(), "--workers needs a number");
      workers = Integer.parseInt(words.remove(option + 1));
      words.remove(option);
    }
    require(words.size() <= 3, "too many arguments");
    return new Settings(
        (int) number(words, 0, 1024), (int) number(words, 1, 4000), number(words, 2, 42), workers);
  }

  private static long number(List<String> words, int index, long fallback) {
    return index < words.size() ? Long.parseLong(words.get(index)) : fallback;
  }
}
