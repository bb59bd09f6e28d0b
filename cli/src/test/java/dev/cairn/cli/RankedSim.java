/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import dev.cairn.Retention;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** A run of several ranks, as threads of one JVM. The part of rank 0 is the largest. */
final class RankedSim {
  static final int SIZE = 3;
  private static final int NUMBERS = 10_000;
  private static final long PATIENCE_SECONDS = 100;

  /** Each start of all ranks is another one. */
  private static final AtomicInteger LAUNCHES = new AtomicInteger();

  private final Path directory;
  private final String name;
  private UnaryOperator<CheckpointBuilder> options = builder -> builder;

  /** What a rank has: nothing of it is as it was before, so that each part is whole. */
  @Checkpointed
  static final class Cell {
    long step;
    final long[] noise;

    Cell(int rank) {
      noise = new long[(SIZE - rank) * NUMBERS];
    }

    void advance() {
      step++;
      Random random = new Random(step);
      for (int i = 0; i < noise.length; i++) {
        noise[i] = random.nextLong();
      }
    }
  }

  /** Looks at a run that its ranks are at work on. */
  interface Look {
    void at(Path run) throws Exception;
  }

  RankedSim(Path directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  RankedSim with(UnaryOperator<CheckpointBuilder> more) {
    options = more;
    return this;
  }

  /** Leaves a run with some checkpoints. */
  Path run(int checkpoints) throws Exception {
    return whileOpen(checkpoints, run -> {});
  }

  /** As above; before the ranks close it, somebody looks. */
  Path whileOpen(int checkpoints, Look look) throws Exception {
    Path run = directory.resolve(name);
    String launch = name + LAUNCHES.incrementAndGet();
    ExecutorService threads = Executors.newFixedThreadPool(SIZE);
    CountDownLatch seen = new CountDownLatch(1);
    List<CompletableFuture<Void>> saved = new ArrayList<>();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    try {
      for (int i = 0; i < SIZE; i++) {
        int rank = i;
        CompletableFuture<Void> done = new CompletableFuture<>();
        saved.add(done);
        ends.add(
            CompletableFuture.runAsync(
                () -> compute(rank, launch, checkpoints, done, seen), threads));
      }
      await(saved);
      look.at(run);
      seen.countDown();
      await(ends);
      return run;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(List<CompletableFuture<Void>> all) throws Exception {
    for (CompletableFuture<Void> one : all) {
      one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void compute(
      int rank,
      String launch,
      int checkpoints,
      CompletableFuture<Void> saved,
      CountDownLatch seen) {
    JobEnvironment job = new Seat(rank, launch);
    CheckpointBuilder builder =
        Sim.configure(directory, name).retention(Retention.keepLast(10)).ranks().job(job);
    try (Checkpoint<Cell> run = options.apply(builder).resumeOrStart(() -> new Cell(rank))) {
      for (int i = 0; i < checkpoints; i++) {
        run.state().advance();
        assertThat(run.checkpointNow()).isPresent();
      }
      saved.complete(null);
      assertThat(seen.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (Throwable e) {
      saved.completeExceptionally(e);
      throw new IllegalStateException("rank " + rank + ": " + e, e);
    }
  }

  /** A job that says which rank this is. */
  private record Seat(int rank, String launch) implements JobEnvironment {
    @Override
    public boolean isPresent() {
      return true;
    }

    @Override
    public Optional<String> jobName() {
      return Optional.empty();
    }

    @Override
    public Optional<String> arrayTask() {
      return Optional.empty();
    }

    @Override
    public Map<String, String> identity() {
      return Map.of("launch", launch);
    }

    @Override
    public boolean isCertainlyOver(Map<String, String> other) {
      return !launch.equals(other.get("launch"));
    }

    @Override
    public Optional<Path> defaultDirectory() {
      return Optional.empty();
    }

    @Override
    public Optional<LaunchedRank> launchedRank() {
      return Optional.of(new LaunchedRank(rank, SIZE, launch));
    }
  }
}
