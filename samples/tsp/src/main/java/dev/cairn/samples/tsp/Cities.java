/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.tsp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The distances between the cities of a TSPLIB file. Not state: it can be read again. */
final class Cities {
  private final int[][] distances;

  private Cities(int[][] distances) {
    this.distances = distances;
  }

  /** The 52 locations in Berlin. */
  static Cities berlin52() throws IOException {
    try (InputStream stream = Cities.class.getResourceAsStream("berlin52.tsp");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
      return parse(reader.lines().toList());
    }
  }

  private static Cities parse(List<String> lines) {
    double[][] places =
        lines.stream()
            .filter(line -> line.matches("\\d.*"))
            .map(line -> line.split(" ", -1))
            .map(words -> new double[] {Double.parseDouble(words[1]), Double.parseDouble(words[2])})
            .toArray(double[][]::new);
    int[][] distances = new int[places.length][places.length];
    for (int i = 0; i < places.length; i++) {
      for (int j = 0; j < places.length; j++) {
        distances[i][j] = distance(places[i], places[j]);
      }
    }
    return new Cities(distances);
  }

  /** TSPLIB's EUC_2D: rounded to the nearest integer. */
  private static int distance(double[] one, double[] other) {
    double x = one[0] - other[0];
    double y = one[1] - other[1];
    return (int) (Math.sqrt(x * x + y * y) + 0.5);
  }

  int number() {
    return distances.length;
  }

  /** The length of a round tour: the cities in the order of the visits, from 0. */
  int length(int... tour) {
    int sum = distances[tour[tour.length - 1]][tour[0]];
    for (int i = 1; i < tour.length; i++) {
      sum += distances[tour[i - 1]][tour[i]];
    }
    return sum;
  }
}
