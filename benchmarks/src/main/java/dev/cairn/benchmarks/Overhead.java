/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What checkpoints cost from end to end: an Ising model of 1 GiB, a byte a spin, that flips spins
 * everywhere, for a number of steps without the library, beside a thread that writes as many bytes
 * to a file and forces it every so often, with a checkpoint as often, and with the automatic
 * interval, in turns, each in a JVM of its own; on one thread, so that a core is left for the
 * writer, and on as many as there are cores. What one write or checkpoint costs is also told from
 * the steps around it: how much longer those took that met it than as many of the others of the
 * same minute. A shared machine moves that less than it moves whole runs.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.Overhead [folder]
 * [rounds] [seconds] [interval in seconds] [threads...]}
 */
public final class Overhead {
  private static final int SIDE = 32 << 10;
  private static final int BANDS = 64;

  /** A safepoint that takes so long is one at which a checkpoint is captured. */
  private static final long PAUSE_NANOS = 15_000_000;

  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final List<String> FLAGS =
      List.of("-Xmx1700m", "-Xms1700m", "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=2g");

  private final Path parent;
  private final int threads;
  private final Duration interval;

  private Overhead(Path parent, int threads, Duration interval) {
    this.parent = parent;
    this.threads = threads;
    this.interval = interval;
  }

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
    if (arguments.length == 6 && arguments[0].equals("one")) {
      one(
          Path.of(arguments[1]),
          Way.valueOf(arguments[2]),
          Integer.parseInt(arguments[3]),
          Long.parseLong(arguments[4]),
          Duration.parse(arguments[5]));
      return;
    }
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
    int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 200;
    Duration interval =
        Duration.ofSeconds(arguments.length > 3 ? Long.parseLong(arguments[3]) : 60);
    List<Integer> threads =
        arguments.length > 4
            ? Arrays.stream(arguments).skip(4).map(Integer::valueOf).toList()
            : List.of(1, Runtime.getRuntime().availableProcessors());
    for (int count : threads) {
      new Overhead(Files.createDirectories(parent), count, interval).measure(rounds, seconds);
    }
  }

  private void measure(int rounds, int seconds) throws IOException, InterruptedException {
    double[] pace = run(Way.NONE, 400);
    long steps = Math.round(400 * seconds * 1e3 / pace[1]);
    Map<Way, Figures> all = new EnumMap<>(Way.class);
    for (int round = 0; round < rounds; round++) {
      double[] plain = {};
      for (Way way : Way.values()) {
        double[] found = run(way, steps);
        plain = way == Way.NONE ? found : plain;
        all.computeIfAbsent(way, unused -> new Figures()).add(found, plain);
      }
    }
    all.forEach(
        (way, figures) ->
            System.out.printf(
                Locale.ROOT,
                "%d threads, every %s, %-9s %s%n",
                threads,
                interval.toString().substring(2).toLowerCase(Locale.ROOT),
                way,
                figures));
  }

  /** How a program is run. */
  private enum Way {
    NONE,
    WRITE,
    FIXED,
    AUTOMATIC;

    boolean saves() {
      return this == FIXED || this == AUTOMATIC;
    }
  }

  /** What was found of a way. */
  private static final class Figures {
    private final Series times = new Series();
    private final Series more = new Series();
    private final Series moreFromStart = new Series();
    private final Series checkpoints = new Series();
    private final Series costs = new Series();

    void add(double[] found, double[] plain) {
      times.add(found[1]);
      more.add(100 * (found[1] / plain[1] - 1));
      moreFromStart.add(100 * (found[0] / plain[0] - 1));
      checkpoints.add(found[2]);
      Arrays.stream(found).skip(3).forEach(costs::add);
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%s ms | more than without: %.2f %% (%.2f to %.2f), with its start %.2f %% | %.0f checkpoints%s",
          times,
          more.median(),
          more.least(),
          more.most(),
          moreFromStart.median(),
          checkpoints.median(),
          costs.isEmpty() ? "" : " | one costs " + costs + " ms, " + ofAMinute());
    }

    private String ofAMinute() {
      return String.format(Locale.ROOT, "%.2f %% of 60 s", costs.median() / 600);
    }
  }

  /**
   * From the beginning, from the second step, how many checkpoints, and what each cost that was not
   * there from the beginning.
   */
  private double[] run(Way way, long steps) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "overhead");
    try {
      String said =
          ChildJvm.run(
              Overhead.class,
              LONGEST,
              FLAGS,
              "one",
              folder.toString(),
              way.name(),
              String.valueOf(threads),
              String.valueOf(steps),
              interval.toString());
      return Arrays.stream(said.trim().split(" ")).mapToDouble(Double::parseDouble).toArray();
    } finally {
      ChildJvm.delete(folder);
    }
  }

  /** True while somebody writes. */
  private static volatile boolean writing;

  private static void writeEvery(Duration interval, Path folder) {
    ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
    Thread writer =
        new Thread(
            () -> {
              try {
                for (int number = 0; true; number++) {
                  Thread.sleep(interval.toMillis());
                  writing = true;
                  PlainWrite.andForce(folder.resolve("plain-" + number), piece, (long) SIDE * SIDE);
                  writing = false;
                  Files.deleteIfExists(folder.resolve("plain-" + (number - 2)));
                }
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    writer.setDaemon(true);
    writer.start();
  }

  private static void one(Path folder, Way way, int threads, long steps, Duration interval) {
    CheckpointBuilder builder =
        Checkpoint.configure().directory(folder).name("overhead").ignoreArguments();
    switch (way) {
      case NONE -> builder.enabled(false);
      case WRITE -> {
        builder.enabled(false);
        writeEvery(interval, folder);
      }
      case FIXED -> builder.every(interval);
      case AUTOMATIC -> {}
    }
    Lattice[] made = {new Lattice()};
    Steps measured = new Steps();
    long begun = System.nanoTime();
    long second = begun;
    long checkpoints = 0;
    boolean waiting = way.saves();
    try (Checkpoint<Lattice> run = builder.resumeOrStart(() -> made[0])) {
      Lattice lattice = run.state();
      long last = begun;
      for (long i = 0; i < steps && run.safepoint(); i++) {
        long now = System.nanoTime();
        waiting |= way.saves() && now - last > PAUSE_NANOS;
        second = i == 0 ? now : second;
        lattice.step(threads);
        long durable = run.lastDurable().map(CheckpointInfo::sequence).orElse(0L);
        measured.add(System.nanoTime() - last, writing || waiting);
        waiting &= durable == checkpoints;
        checkpoints = durable;
        last = System.nanoTime();
      }
    }
    long ended = System.nanoTime();
    System.out.printf(
        Locale.ROOT,
        "%.1f %.1f %d%s%n",
        (ended - begun) / 1e6,
        (ended - second) / 1e6,
        checkpoints,
        measured.costs().stream().map(cost -> " " + cost).collect(Collectors.joining()));
  }
}
