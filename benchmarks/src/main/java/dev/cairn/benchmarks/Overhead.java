/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What checkpoints cost from end to end: an Ising model of 1 GiB, a byte a spin, that flips spins
 * everywhere, for a number of steps without the library, beside a thread that writes as many bytes
 * to a file and forces it every 60 s, with a checkpoint every 60 s, and with the automatic
 * interval, in turns, each in a JVM of its own; on one thread, so that a core is left for the
 * writer, and on as many as there are cores.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.Overhead [folder]
 * [rounds] [seconds] [threads...]}
 */
public final class Overhead {
  private static final int SIDE = 32 << 10;
  private static final int BANDS = 64;
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final List<String> FLAGS =
      List.of("-Xmx1700m", "-Xms1700m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=2g");

  private Overhead() {}

  /** The lattice; a step goes over a band of its rows. */
  @Checkpointed
  static final class Lattice {
    final byte[][] spins = new byte[SIDE][SIDE];
    long steps;

    Lattice() {
      SplittableRandom random = new SplittableRandom(1);
      for (byte[] row : spins) {
        for (int i = 0; i < SIDE; i++) {
          row[i] = (byte) (random.nextInt() >= 0 ? 1 : -1);
        }
      }
    }

    void step(int threads) {
      int rows = SIDE / BANDS / threads;
      int first = (int) (steps % BANDS) * (SIDE / BANDS);
      IntStream parts = IntStream.range(0, threads);
      (threads == 1 ? parts : parts.parallel())
          .forEach(part -> sweep(first + part * rows, first + (part + 1) * rows));
      steps++;
    }

    /** Rows at the edges of a part read their neighbours in the next one as they are. */
    private void sweep(int from, int to) {
      SplittableRandom random = new SplittableRandom(steps * SIDE + from);
      for (int y = from; y < to; y++) {
        byte[] row = spins[y];
        byte[] above = spins[(y + SIDE - 1) % SIDE];
        byte[] below = spins[(y + 1) % SIDE];
        for (int x = y & 1; x < SIDE; x += 2) {
          int left = row[x == 0 ? SIDE - 1 : x - 1];
          int right = row[x + 1 == SIDE ? 0 : x + 1];
          int energy = row[x] * (left + right + above[x] + below[x]);
          if (energy <= 0 || random.nextInt(energy == 2 ? 6 : 34) == 0) {
            row[x] = (byte) -row[x];
          }
        }
      }
    }
  }

  /** Measures all, or in a JVM of its own one. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 5 && arguments[0].equals("one")) {
      one(
          Path.of(arguments[1]),
          arguments[2],
          Integer.parseInt(arguments[3]),
          Long.parseLong(arguments[4]));
      return;
    }
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 150;
    List<Integer> threads =
        arguments.length > 3
            ? Arrays.stream(arguments).skip(3).map(Integer::valueOf).toList()
            : List.of(1, Runtime.getRuntime().availableProcessors());
    for (int count : threads) {
      measure(Files.createDirectories(parent), count, rounds, seconds);
    }
  }

  private static void measure(Path parent, int threads, int rounds, int seconds)
      throws IOException, InterruptedException {
    double[] pace = run(parent, "none", threads, 400);
    long steps = Math.round(400 * seconds * 1e3 / pace[1]);
    List<String> ways = List.of("none", "write-60s", "60s", "automatic");
    List<Series> times = new ArrayList<>();
    List<Series> ratios = new ArrayList<>();
    List<Series> fromStart = new ArrayList<>();
    for (List<Series> each : List.of(times, ratios, fromStart)) {
      ways.forEach(way -> each.add(new Series()));
    }
    String last = "";
    for (int round = 0; round < rounds; round++) {
      double[] plain = {};
      for (int way = 0; way < ways.size(); way++) {
        double[] found = run(parent, ways.get(way), threads, steps);
        plain = way == 0 ? found : plain;
        times.get(way).add(found[1]);
        ratios.get(way).add(100 * (found[1] / plain[1] - 1));
        fromStart.get(way).add(100 * (found[0] / plain[0] - 1));
        last = String.format(Locale.ROOT, "%.0f checkpoints", found[2]);
      }
    }
    for (int way = 0; way < ways.size(); way++) {
      System.out.printf(
          Locale.ROOT,
          "%d threads, %-9s %s ms | more than without: %.2f %% (%.2f to %.2f), with its start %.2f %%%n",
          threads,
          ways.get(way),
          times.get(way),
          ratios.get(way).median(),
          ratios.get(way).least(),
          ratios.get(way).most(),
          fromStart.get(way).median());
    }
    System.out.println("(the last one with " + last + ")");
  }

  /** From the beginning, from the second step, and how many checkpoints. */
  private static double[] run(Path parent, String way, int threads, long steps)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "overhead");
    try {
      String said =
          ChildJvm.run(
              Overhead.class,
              LONGEST,
              FLAGS,
              "one",
              folder.toString(),
              way,
              String.valueOf(threads),
              String.valueOf(steps));
      return Arrays.stream(said.trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
    } finally {
      ChildJvm.delete(folder);
    }
  }

  private static void writeEvery(Duration interval, Path folder) {
    ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int number = 0; true; number++) {
                  Thread.sleep(interval.toMillis());
                  PlainWrite.andForce(folder.resolve("plain-" + number), piece, (long) SIDE * SIDE);
                  Files.deleteIfExists(folder.resolve("plain-" + (number - 2)));
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
  }

  private static void one(Path folder, String way, int threads, long steps) {
    CheckpointBuilder builder =
        Checkpoint.configure().directory(folder).name("overhead").ignoreArguments();
    if (way.equals("none")) {
      builder.enabled(false);
    } else if (way.startsWith("write-")) {
      builder.enabled(false);
      writeEvery(Duration.parse("PT" + way.substring("write-".length())), folder);
    } else if (!way.equals("automatic")) {
      builder.every(Duration.parse("PT" + way));
    }
    Lattice[] made = {new Lattice()};
    long begun = System.nanoTime();
    long second = begun;
    long checkpoints;
    long ended;
    try (Checkpoint<Lattice> run = builder.resumeOrStart(() -> made[0])) {
      Lattice lattice = run.state();
      for (long i = 0; i < steps && run.safepoint(); i++) {
        second = i == 0 ? System.nanoTime() : second;
        lattice.step(threads);
      }
      ended = System.nanoTime();
      checkpoints = run.lastDurable().map(info -> info.sequence()).orElse(0L);
    }
    System.out.printf(
        Locale.ROOT, "%.1f %.1f %d%n", (ended - begun) / 1e6, (ended - second) / 1e6, checkpoints);
  }
}
