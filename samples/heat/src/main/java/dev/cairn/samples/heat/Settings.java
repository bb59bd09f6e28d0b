/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import java.util.ArrayList;
import java.util.List;

/**
 * What the sample computes, and how.
 *
 * @param size the plate has so many rows, and as many columns
 * @param steps how many steps
 * @param millis how long it pauses after each, for a demonstration
 * @param nodes where the JVMs are, as {@code host:port}, in the order of their ranks; none for one
 *     JVM alone
 * @param byFolder true where the ranks agree by the folder of the checkpoints alone, not by PCJ
 * @param overlap true for what must not be: it sends rows of the next step before a safepoint
 */
record Settings(
    int size, long steps, long millis, List<String> nodes, boolean byFolder, boolean overlap) {
  private static final String USAGE =
      "usage: heat SIZE STEPS [--millis=N] [--nodes=FILE] [--by-folder] [--overlap]";

  /** Reads the arguments; the lines of a file of nodes by the given function. */
  static Settings parse(
      String[] arguments, java.util.function.Function<String, List<String>> file) {
    List<String> numbers = new ArrayList<>();
    long millis = 0;
    List<String> nodes = List.of();
    boolean byFolder = false;
    boolean overlap = false;
    for (String argument : arguments) {
      if (argument.startsWith("--millis=")) {
        millis = number(argument.substring("--millis=".length()));
      } else if (argument.startsWith("--nodes=")) {
        nodes = file.apply(argument.substring("--nodes=".length()));
      } else if (argument.equals("--by-folder")) {
        byFolder = true;
      } else if (argument.equals("--overlap")) {
        overlap = true;
      } else {
        numbers.add(argument);
      }
    }
    if (numbers.size() != 2) {
      throw new IllegalArgumentException(USAGE);
    }
    return new Settings(
        Math.toIntExact(number(numbers.get(0))),
        number(numbers.get(1)),
        millis,
        nodes,
        byFolder,
        overlap);
  }

  private static long number(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no whole number; " + USAGE, e);
    }
  }
}
