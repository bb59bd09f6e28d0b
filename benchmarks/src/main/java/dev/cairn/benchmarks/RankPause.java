/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.testkit.FakeJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * What a checkpoint costs each of several ranks: the longest that one safepoint took, beside the
 * same of as many runs of the same state that know nothing of one another. All are threads of one
 * JVM; in each round the ranks save once, and then the others.
 *
 * <p>{@code java -cp ... dev.cairn.benchmarks.RankPause RANKS MEGABYTES ROUNDS [folder]}
 */
public final class RankPause {
  private static final Duration STEP = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private RankPause() {}

  /** What each has. */
  @Checkpointed
  static final class State {
    final long[] numbers;

    State(int megabytes) {
      numbers = new long[megabytes << 17];
    }
  }

  /** One of those that compute: it passes a safepoint every few milliseconds. */
  private static final class Computing implements Callable<Void> {
    private final String name;
    private final Callable<Checkpoint<State>> opening;
    private volatile Checkpoint<State> run;
    private volatile boolean ends;
    private volatile long longestNanos;

    Computing(String name, Callable<Checkpoint<State>> opening) {
      this.name = name;
      this.opening = opening;
    }

    @Override
    public Void call() throws Exception {
      try (Checkpoint<State> opened = opening.call()) {
        long[] numbers = opened.state().numbers;
        run = opened;
        for (int step = 0; !ends; step++) {
          numbers[step % numbers.length]++;
          long begun = System.nanoTime();
          boolean unused = opened.safepoint();
          longestNanos = Math.max(longestNanos, System.nanoTime() - begun);
          LockSupport.parkNanos(STEP.toNanos());
        }
      }
      return null;
    }

    String newest() {
      Checkpoint<State> opened = run;
      return opened == null ? "" : opened.lastDurable().map(CheckpointInfo::id).orElse("");
    }

    void awaitNewerThan(String id) {
      long until = System.nanoTime() + LONGEST.toNanos();
      while (newest().equals(id)) {
        if (System.nanoTime() - until > 0) {
          throw new IllegalStateException(name + ": no checkpoint within " + LONGEST);
        }
        LockSupport.parkNanos(STEP.toNanos());
      }
    }
  }

  /** Those that are compared. */
  private static final class Side {
    private final List<Computing> all = new ArrayList<>();
    private final boolean together;
    private final Series pauses = new Series();
    private final Series durable = new Series();

    Side(boolean together) {
      this.together = together;
    }

    void round(boolean counts) {
      List<String> before = all.stream().map(Computing::newest).toList();
      all.forEach(one -> one.longestNanos = 0);
      long begun = System.nanoTime();
      all.subList(0, together ? 1 : all.size()).forEach(one -> one.run.request());
      for (int i = 0; i < all.size(); i++) {
        all.get(i).awaitNewerThan(before.get(i));
      }
      if (counts) {
        durable.add((System.nanoTime() - begun) / 1e6);
        all.forEach(one -> pauses.add(one.longestNanos / 1e6));
      }
    }
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    int size = Integer.parseInt(arguments[0]);
    int megabytes = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    Path parent =
        Path.of(arguments.length > 3 ? arguments[3] : System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(parent, "pause");
    Side ranks = new Side(true);
    Side apart = new Side(false);
    for (int i = 0; i < size; i++) {
      int rank = i;
      FakeJob job = new FakeJob("pause", Duration.ofDays(1000)).asRank(rank, size);
      ranks.all.add(
          new Computing(
              "rank " + rank,
              () ->
                  configured(folder, "ranks")
                      .ranks()
                      .job(job)
                      .resumeOrStart(() -> new State(megabytes))));
      apart.all.add(
          new Computing(
              "run " + rank,
              () -> configured(folder, "apart-" + rank).resumeOrStart(() -> new State(megabytes))));
    }
    List<Computing> all = new ArrayList<>(ranks.all);
    all.addAll(apart.all);
    ExecutorService threads = Executors.newFixedThreadPool(all.size());
    try {
      List<Future<Void>> ends = all.stream().map(threads::submit).toList();
      all.forEach(one -> one.awaitNewerThan(""));
      for (int round = -2; round < rounds; round++) {
        ranks.round(round >= 0);
        apart.round(round >= 0);
      }
      all.forEach(one -> one.ends = true);
      for (Future<Void> end : ends) {
        Void unused = end.get();
      }
    } finally {
      threads.shutdownNow();
      ChildJvm.delete(folder);
    }
    print(size, megabytes, rounds, ranks, apart);
    System.exit(0);
  }

  private static CheckpointBuilder configured(Path folder, String name) {
    return Checkpoint.configure()
        .directory(folder)
        .name(name)
        .ignoreArguments()
        .every(Duration.ofDays(1))
        .stopSignals();
  }

  private static void print(int size, int megabytes, int rounds, Side ranks, Side apart) {
    System.out.printf(
        Locale.ROOT,
        "%d threads, %d MiB each, %d rounds; median (least to most), milliseconds%n",
        size,
        megabytes,
        rounds);
    System.out.printf("the longest safepoint, %d ranks of one run: %s%n", size, ranks.pauses);
    System.out.printf("the longest safepoint, %d runs apart:       %s%n", size, apart.pauses);
    System.out.printf(
        Locale.ROOT, "ratio of the medians: %.2f%n", ranks.pauses.median() / apart.pauses.median());
    System.out.printf("until durable for all, ranks (announced ahead): %s%n", ranks.durable);
    System.out.printf("until durable for all, apart:                   %s%n", apart.durable);
  }
}
