/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Cairn beside what a program would use instead. Each way and state has a JVM of its own: it
 * computes a little, saves, computes on; what counts is the largest gap between two steps, how long
 * it takes until all is durable, the bytes written, and how long a new JVM takes from main to its
 * first step with the state.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.PeerComparison [folder]
 * [state...]}
 */
public final class PeerComparison {
  private static final String CAIRN = "CAIRN";
  private static final int ROUNDS = 5;
  private static final int WARM_UP = 3;
  private static final Duration LONGEST = Duration.ofMinutes(4);

  /** A deep recursion of others is not to fail for the size of a stack. */
  private static final List<String> FLAGS =
      List.of("-Xmx8g", "-Xss1g", "-XX:MaxDirectMemorySize=4g");

  private static final long LONG_ENOUGH_NANOS = 60_000_000_000L;

  private PeerComparison() {}

  /** Measures all, or in a JVM of its own one. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 4 && arguments[0].equals("save")) {
      save(arguments[1], arguments[2], Path.of(arguments[3]));
    } else if (arguments.length == 4 && arguments[0].equals("load")) {
      load(arguments[1], arguments[2], Path.of(arguments[3]));
    } else if (arguments.length == 4 && arguments[0].equals("hold")) {
      ImageRounds.hold(PeerStates.of(arguments[2]), Path.of(arguments[3]));
    } else {
      Path parent = Path.of(arguments.length > 0 ? arguments[0] : "target");
      List<String> states =
          arguments.length > 1
              ? List.of(arguments).subList(1, arguments.length)
              : List.of("rows", "map", "mesh", "ising", "kmers");
      all(Files.createDirectories(parent), states);
    }
  }

  private static void all(Path parent, List<String> states) throws Exception {
    System.out.println(
        "state way      gap ms (least to most) | durable ms | MB written | first step");
    for (String state : states) {
      List<String> ways = new ArrayList<>(List.of(CAIRN));
      for (Peers peer : Peers.values()) {
        ways.add(peer.name());
      }
      for (String way : ways) {
        Path folder = Files.createTempDirectory(parent, "peers");
        try {
          String saved = child("save", way, state, folder);
          String loaded = saved.contains("|") ? child("load", way, state, folder) : "";
          System.out.printf(Locale.ROOT, "%-5s %-8s %s %s%n", state, way, saved, loaded);
        } finally {
          ChildJvm.delete(folder);
        }
      }
      images(parent, state);
    }
  }

  /** Whole JVMs. */
  private static void images(Path parent, String state) throws Exception {
    for (ProcessImages way : ProcessImages.values()) {
      Optional<String> whyNot = way.whyNot();
      Path folder = Files.createTempDirectory(parent, "images").toAbsolutePath();
      try {
        String found =
            whyNot.isPresent()
                ? "SKIPPED: " + whyNot.get()
                : ImageRounds.measure(
                    way, folder, command("hold", "any", state, folder.toString()));
        System.out.printf(Locale.ROOT, "%-5s %-8s %s%n", state, way, found);
      } finally {
        ChildJvm.delete(folder);
      }
    }
  }

  private static List<String> command(String... arguments) {
    return ChildJvm.command(PeerComparison.class, FLAGS, arguments);
  }

  private static String child(String what, String way, String state, Path folder)
      throws IOException, InterruptedException {
    return ChildJvm.run(PeerComparison.class, LONGEST, FLAGS, what, way, state, folder.toString());
  }

  private static void save(String way, String name, Path folder) throws Exception {
    onLargeStack(
        () -> {
          if (way.equals(CAIRN)) {
            saveByCairn(name, folder);
          } else {
            saveByPeer(Peers.valueOf(way), PeerStates.of(name), folder);
          }
        });
  }

  private static void saveByPeer(Peers peer, PeerStates.State state, Path folder) throws Exception {
    Path file = folder.resolve("state");
    Series gaps = new Series();
    long begun = System.nanoTime();
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      state.change();
      long start = System.nanoTime();
      peer.save(state, file);
      double gap = (System.nanoTime() - start) / 1e6;
      boolean enough = System.nanoTime() - begun > LONG_ENOUGH_NANOS;
      if (round >= 0 || enough) {
        gaps.add(gap);
      }
      if (enough) {
        break;
      }
    }
    report(gaps, gaps, Files.size(file));
  }

  private static Checkpoint<PeerStates.State> open(String name, Path folder) {
    return Checkpoint.configure()
        .directory(folder)
        .name(name)
        .ignoreArguments()
        .every(Duration.ofDays(1000))
        .resumeOrStart(() -> PeerStates.of(name));
  }

  private static void saveByCairn(String name, Path folder) {
    Series gaps = new Series();
    Series durable = new Series();
    long bytes = 0;
    try (Checkpoint<PeerStates.State> run = open(name, folder)) {
      PeerStates.State state = run.state();
      boolean unused = run.safepoint();
      for (int round = -WARM_UP; round < ROUNDS; round++) {
        state.change();
        long begun = System.nanoTime();
        long before = run.lastDurable().map(CheckpointInfo::sequence).orElse(0L);
        run.request();
        double gap = 0;
        long last = System.nanoTime();
        while (run.lastDurable().map(CheckpointInfo::sequence).orElse(0L) == before) {
          unused = run.safepoint();
          long now = System.nanoTime();
          gap = Math.max(gap, (now - last) / 1e6);
          last = now;
        }
        if (round >= 0) {
          gaps.add(gap);
          durable.add((System.nanoTime() - begun) / 1e6);
          bytes += run.lastDurable().orElseThrow().bytes() / ROUNDS;
        }
      }
    }
    report(gaps, durable, bytes);
  }

  private static void report(Series gaps, Series durable, long bytes) {
    System.out.printf(Locale.ROOT, "%s | %7.0f | %8.1f |%n", gaps, durable.median(), bytes / 1e6);
  }

  private static void load(String way, String name, Path folder) throws Exception {
    long begun = System.nanoTime();
    onLargeStack(
        () -> {
          PeerStates.State state;
          if (way.equals(CAIRN)) {
            Checkpoint<PeerStates.State> run = open(name, folder);
            state = run.state();
          } else {
            state = (PeerStates.State) Peers.valueOf(way).load(folder.resolve("state"));
          }
          state.change();
          System.out.printf(
              Locale.ROOT, "%.0f ms, at step %d%n", (System.nanoTime() - begun) / 1e6, state.step);
          Runtime.getRuntime().halt(0);
        });
  }

  /** What one does. */
  private interface Action {
    void run() throws Exception;
  }

  private static void onLargeStack(Action action) throws Exception {
    Throwable[] failure = new Throwable[1];
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                action.run();
              } catch (Throwable e) {
                failure[0] = e;
              }
            },
            "computation",
            1L << 30);
    thread.start();
    thread.join();
    if (failure[0] != null) {
      throw new IllegalStateException(failure[0].toString(), failure[0]);
    }
  }
}
