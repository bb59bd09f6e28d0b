/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be computed.
 *
 * @param k the length of the k-mers
 * @param repeat how often the input is read
 * @param seed of the mutations
 * @param offHeap how many different k-mers there may be outside the heap; empty where they are on
 *     it
 * @param input FASTA or FASTQ
 * @param histogram a file to be written
 */
record Settings(
    int k, int repeat, long seed, Optional<Long> offHeap, Input input, Optional<Path> histogram) {
  static final String USAGE =
      "usage: java -jar kmers.jar [-k length] [--repeat times] [--seed s] [--off-heap kmers] [input] "
          + "[-o histogram]";

  Settings {
    require(k >= 1 && k <= KmerWindow.LONGEST, "k is from 1 to " + KmerWindow.LONGEST);
    require(repeat >= 1, "times is at least 1");
    require(offHeap.orElse(1L) >= 1, "kmers is at least 1");
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new IllegalArgumentException(what);
    }
  }

  static Settings parse(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    int k = option(words, "-k").map(Integer::valueOf).orElse(21);
    int repeat = option(words, "--repeat").map(Integer::valueOf).orElse(1);
    long seed = option(words, "--seed").map(Long::valueOf).orElse(42L);
    Optional<Long> offHeap = option(words, "--off-heap").map(Long::valueOf);
    Optional<Path> histogram = option(words, "-o").map(Path::of);
    require(words.size() <= 1, "too many arguments: " + words);
    Optional<Path> input = words.stream().findFirst().map(Path::of);
    return new Settings(k, repeat, seed, offHeap, new Input(input), histogram);
  }

  private static Optional<String> option(List<String> words, String name) {
    int index = words.indexOf(name);
    if (index < 0) {
      return Optional.empty();
    }
    require(index + 1 < words.size(), name + " needs a value");
    words.remove(index);
    return Optional.of(words.remove(index));
  }
}
