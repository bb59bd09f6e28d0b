/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How checkpoints and resumes grow with the state: one JVM for each size and shape. Everything
 * changes between checkpoints where the state is arrays, so that all is written.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.Scale [folder]
 * [case...]}
 */
public final class Scale {
  private static final int ROUNDS = 5;
  private static final int ROW = 16 << 10;
  private static final int SMALL_ROW = 512;
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** A shape and how large: MiB of rows, millions of objects, or how many. */
  private static final List<String> CASES =
      List.of(
          "rows:1",
          "rows:16",
          "rows:64",
          "rows:256",
          "rows:1024",
          "rows:2048",
          "rows:4096",
          "rows:8192",
          "small-rows:4096",
          "objects:1",
          "objects:10",
          "objects:50",
          "roots:100",
          "workers:64");

  private Scale() {}

  /** What is saved. */
  @Checkpointed
  static final class State {
    double[][] rows = {};
    Object[] objects = {};
    long step;
  }

  private static final class Particle {
    double x;
    double v;
    int kind;
  }

  /** Measures all, or in a JVM of its own one. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3 && arguments[0].equals("one")) {
      one(Path.of(arguments[1]), arguments[2]);
      return;
    }
    Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
    List<String> cases =
        arguments.length > 1 ? List.of(arguments).subList(1, arguments.length) : CASES;
    System.out.println(
        "state            MB in files | pause ms: first | later           | durable ms per GB |"
            + " resumed ms per GB | resumed ms");
    for (String each : cases) {
      Path folder = Files.createTempDirectory(Files.createDirectories(parent), "scale");
      try {
        String said =
            ChildJvm.run(Scale.class, LONGEST, flags(each), "one", folder.toString(), each);
        System.out.printf(Locale.ROOT, "%-16s %s%n", each, said);
      } finally {
        ChildJvm.delete(folder);
      }
    }
  }

  private static int size(String each) {
    return Integer.parseInt(each.substring(each.indexOf(':') + 1));
  }

  private static List<String> flags(String each) {
    int heap =
        switch (each.substring(0, each.indexOf(':'))) {
          case "rows", "small-rows" -> size(each) * 5 / 4 + 512;
          case "objects" -> size(each) * 150 + 512;
          default -> 1024;
        };
    // As much staging memory as there is state, whatever the machine has.
    return List.of("-Xmx" + heap + "m", "-Xms" + heap + "m", "-XX:MaxDirectMemorySize=16g");
  }

  private static Checkpoint<State> open(Path folder, String each) {
    return Checkpoint.configure()
        .directory(folder)
        .name("scale")
        .ignoreArguments()
        .every(Duration.ofDays(1000))
        .resumeOrStart(() -> state(each));
  }

  private static State state(String each) {
    State state = new State();
    int size = size(each);
    if (each.startsWith("rows")) {
      state.rows = new double[size * 8][ROW];
    } else if (each.startsWith("small-rows")) {
      state.rows = new double[size * 256][SMALL_ROW];
    } else if (each.startsWith("objects")) {
      state.objects = new Object[size * 1_000_000];
      for (int i = 0; i < state.objects.length; i++) {
        state.objects[i] = new Particle();
      }
    }
    return state;
  }

  /** What was measured until the program ended. */
  private record Saved(double firstPause, Series pause, Series durable, long bytes) {}

  private static void one(Path folder, String each) throws InterruptedException {
    Saved saved = save(folder, each);
    System.gc();
    double resumed = resumeMillis(folder, each);
    double gigabytes = saved.bytes / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%11.1f | %15.0f | %-15s | %17.0f | %17.0f | %10.0f%n",
        saved.bytes / 1e6,
        saved.firstPause,
        saved.pause,
        saved.durable.median() / gigabytes,
        resumed / gigabytes,
        resumed);
  }

  /** In a method of its own, so that nothing of it is alive when it is resumed. */
  private static Saved save(Path folder, String each) throws InterruptedException {
    Series durable = new Series();
    Series pause = new Series();
    long bytes = 0;
    try (Checkpoint<State> run = open(folder, each)) {
      List<double[]> roots = roots(run, each);
      // Before the workers take part: this thread does so from its first safepoint on.
      change(run.state(), roots);
      List<Thread> workers = workers(run, each);
      boolean unused = run.safepoint();
      double first = run.lastDurable().orElseThrow().pause().toNanos() / 1e6;
      for (int round = -1; round < ROUNDS; round++) {
        change(run.state(), roots);
        long begun = System.nanoTime();
        CheckpointInfo info = run.checkpointNow().orElseThrow();
        double millis = (System.nanoTime() - begun) / 1e6;
        bytes = Math.max(bytes, info.bytes());
        if (round >= 0) {
          pause.add(info.pause().toNanos() / 1e6);
          durable.add(millis);
        }
      }
      workers.forEach(Thread::interrupt);
      for (Thread worker : workers) {
        worker.join();
      }
      return new Saved(first, pause, durable, bytes);
    }
  }

  private static double resumeMillis(Path folder, String each) {
    long begun = System.nanoTime();
    try (Checkpoint<State> run = open(folder, each)) {
      List<double[]> unused = roots(run, each);
      double millis = (System.nanoTime() - begun) / 1e6;
      boolean goesOn = run.safepoint();
      if (run.resumedFrom().isEmpty() || !goesOn) {
        throw new IllegalStateException("not resumed");
      }
      return millis;
    }
  }

  private static List<double[]> roots(Checkpoint<State> run, String each) {
    List<double[]> roots = new ArrayList<>();
    for (int i = 0; each.startsWith("roots") && i < size(each); i++) {
      roots.add(run.register("root" + i, () -> new double[ROW]));
    }
    return roots;
  }

  /** Each adds to a counter of its own in short steps, until it is interrupted. */
  private static List<Thread> workers(Checkpoint<State> run, String each) {
    List<Thread> workers = new ArrayList<>();
    for (int i = 0; each.startsWith("workers") && i < size(each); i++) {
      AtomicLong counter = run.register("counter" + i, AtomicLong::new);
      Thread thread =
          new Thread(
              () -> {
                try (Worker worker = run.worker()) {
                  while (worker.safepoint() && !Thread.currentThread().isInterrupted()) {
                    counter.incrementAndGet();
                  }
                  worker.finish();
                }
              });
      thread.start();
      workers.add(thread);
    }
    return workers;
  }

  /** All elements of arrays, and one object in a hundred. */
  private static void change(State state, List<double[]> roots) {
    SplittableRandom random = new SplittableRandom(++state.step);
    for (double[] row : state.rows) {
      fill(row, random);
    }
    for (double[] root : roots) {
      fill(root, random);
    }
    for (int i = 0; i < state.objects.length; i += 100) {
      Particle particle = (Particle) state.objects[i];
      particle.x = particle.x + particle.v;
      particle.v = random.nextDouble();
      particle.kind = particle.kind + 1;
    }
  }

  private static void fill(double[] row, SplittableRandom random) {
    for (int i = 0; i < row.length; i++) {
      row[i] = Double.longBitsToDouble(random.nextLong());
    }
  }
}
