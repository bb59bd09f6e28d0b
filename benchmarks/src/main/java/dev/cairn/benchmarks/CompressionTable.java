/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.Compression;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * What compression saves on states as programs have them, and what it costs: bytes in the file, and
 * how fast the state is durable and back.
 *
 * <p>{@code java -Xmx2g -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.CompressionTable
 * [folder] [a FASTA file]}
 */
public final class CompressionTable {
  private static final int SIDE = 4 << 10;
  private static final int ROUNDS = 5;

  private CompressionTable() {}

  /** What is saved: arrays of one kind. */
  @Checkpointed
  static final class State {
    Object[] arrays = {};
  }

  /** Measures. */
  public static void main(String[] arguments) throws IOException {
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    rows(parent, "to warm up", random());
    System.out.println(
        "state                             MB | way    ratio | durable MB/s | resumed MB/s");
    measure(parent, "Ising spins at T = 2.3, byte", spins());
    measure(parent, "diffusing heat, double", heat());
    measure(parent, "diffusing heat, float", floats(heat()));
    measure(parent, "tours of 1,000 cities, int", tours());
    if (arguments.length > 1) {
      measure(parent, "table of 31-mers, long and int", kmers(Path.of(arguments[1])));
    }
    measure(parent, "random numbers in [0, 1), double", random());
  }

  private static void measure(Path parent, String name, Object[] arrays) throws IOException {
    rows(parent, name, arrays).forEach(System.out::print);
  }

  private static List<String> rows(Path parent, String name, Object[] arrays) throws IOException {
    List<String> rows = new ArrayList<>();
    for (Compression way : Compression.values()) {
      Path folder = Files.createTempDirectory(Files.createDirectories(parent), "compression");
      try {
        rows.add(row(folder, name, arrays, way));
      } finally {
        ChildJvm.delete(folder);
      }
    }
    return rows;
  }

  private static Checkpoint<State> open(Path folder, Compression way, Object[] arrays) {
    return Checkpoint.configure()
        .directory(folder)
        .name("compression")
        .ignoreArguments()
        .every(Duration.ofDays(1000))
        .compression(way)
        .chainLength(1)
        .resumeOrStart(
            () -> {
              State state = new State();
              state.arrays = arrays;
              return state;
            });
  }

  private static String row(Path folder, String name, Object[] arrays, Compression way) {
    Series durable = new Series();
    Series back = new Series();
    double raw = 0;
    for (Object array : arrays) {
      raw += bytes(array);
    }
    long stored = 0;
    try (Checkpoint<State> run = open(folder, way, arrays)) {
      for (int round = -3; round < ROUNDS; round++) {
        long begun = System.nanoTime();
        CheckpointInfo info = run.checkpointNow().orElseThrow();
        stored = info.bytes();
        if (round >= 0) {
          durable.add(raw * 1e3 / (System.nanoTime() - begun - info.pause().toNanos()));
        }
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      long begun = System.nanoTime();
      try (Checkpoint<State> run = open(folder, way, arrays)) {
        back.add(raw * 1e3 / (System.nanoTime() - begun));
        if (run.resumedFrom().isEmpty()) {
          throw new IllegalStateException("not resumed");
        }
      }
    }
    return String.format(
        Locale.ROOT,
        "%-32s %4.0f | %-6s %5.2f | %s | %s%n",
        name,
        raw / 1e6,
        way,
        raw / stored,
        durable,
        back);
  }

  private static long bytes(Object array) {
    if (array instanceof byte[] bytes) {
      return bytes.length;
    } else if (array instanceof int[] ints) {
      return 4L * ints.length;
    } else if (array instanceof float[] floats) {
      return 4L * floats.length;
    } else if (array instanceof long[] longs) {
      return 8L * longs.length;
    }
    return 8L * ((double[]) array).length;
  }

  /** A byte a spin, after some sweeps near the critical temperature. */
  private static Object[] spins() {
    byte[][] spins = new byte[2 * SIDE][2 * SIDE];
    SplittableRandom random = new SplittableRandom(1);
    for (byte[] row : spins) {
      for (int i = 0; i < row.length; i++) {
        row[i] = (byte) (random.nextBoolean() ? 1 : -1);
      }
    }
    int mask = spins.length - 1;
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int y = 0; y <= mask; y++) {
        for (int x = 0; x <= mask; x++) {
          int around =
              spins[y][(x + 1) & mask]
                  + spins[y][(x - 1) & mask]
                  + spins[(y + 1) & mask][x]
                  + spins[(y - 1) & mask][x];
          int energy = 2 * spins[y][x] * around;
          if (energy <= 0 || random.nextDouble() < Math.exp(-energy / 2.3)) {
            spins[y][x] = (byte) -spins[y][x];
          }
        }
      }
    }
    return spins;
  }

  /** A smooth field: heat that has diffused from a few hot places. */
  private static Object[] heat() {
    double[][] now = new double[SIDE / 2][SIDE];
    SplittableRandom random = new SplittableRandom(2);
    for (int i = 0; i < 1000; i++) {
      now[random.nextInt(now.length)][random.nextInt(SIDE)] = 100 * random.nextDouble();
    }
    for (int step = 0; step < 60; step++) {
      double[][] next = new double[now.length][SIDE];
      for (int y = 1; y < now.length - 1; y++) {
        for (int x = 1; x < SIDE - 1; x++) {
          double around = now[y][x - 1] + now[y][x + 1] + now[y - 1][x] + now[y + 1][x];
          next[y][x] = now[y][x] + 0.2 * (around - 4 * now[y][x]);
        }
      }
      now = next;
    }
    return now;
  }

  private static Object[] floats(Object[] doubles) {
    List<Object> rows = new ArrayList<>();
    for (Object each : doubles) {
      double[] row = (double[]) each;
      float[] single = new float[row.length];
      for (int i = 0; i < row.length; i++) {
        single[i] = (float) row[i];
      }
      rows.add(single);
    }
    return rows.toArray();
  }

  private static Object[] tours() {
    SplittableRandom random = new SplittableRandom(3);
    int[][] tours = new int[16 << 10][1025];
    for (int[] tour : tours) {
      for (int i = 0; i < tour.length; i++) {
        int j = random.nextInt(i + 1);
        tour[i] = tour[j];
        tour[j] = i;
      }
    }
    return tours;
  }

  /** Open addressing, half full: the 31-mers of a genome, and how often each was seen. */
  private static Object[] kmers(Path fasta) throws IOException {
    long[] keys = new long[1 << 17];
    int[] counts = new int[keys.length];
    long kmer = 0;
    int length = 0;
    for (String line : Files.readAllLines(fasta, StandardCharsets.US_ASCII)) {
      for (int i = 0; i < line.length() && !line.startsWith(">"); i++) {
        int letter = "ACGT".indexOf(Character.toUpperCase(line.charAt(i))) & 3;
        kmer = ((kmer << 2) | letter) & (-1L >>> 2);
        if (++length >= 31) {
          int slot = (int) ((kmer * 0x9E3779B97F4A7C15L) >>> 47);
          while (keys[slot] != 0 && keys[slot] != kmer) {
            slot = (slot + 1) & (keys.length - 1);
          }
          keys[slot] = kmer;
          counts[slot]++;
        }
      }
    }
    return new Object[] {keys, counts};
  }

  private static Object[] random() {
    double[][] rows = new double[SIDE][SIDE / 2];
    SplittableRandom random = new SplittableRandom(4);
    for (double[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextDouble();
      }
    }
    return rows;
  }
}
