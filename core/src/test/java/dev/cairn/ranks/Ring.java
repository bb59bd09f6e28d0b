/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.ranks;

import dev.cairn.Channel;
import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import dev.cairn.spi.Ending;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/** Ranks in a ring, as threads of one JVM: each computes with what its neighbours send it. */
final class Ring {
  private static final long PATIENCE_SECONDS = 120;

  /** Each start of all ranks is another one. */
  private static final AtomicInteger LAUNCHES = new AtomicInteger();

  private final Path folder;
  private final int size;
  private final long steps;
  private BiFunction<Integer, CheckpointBuilder, CheckpointBuilder> options =
      (rank, builder) -> builder;
  private Between between = (rank, run, cell) -> {};
  private final List<String> requeued = Collections.synchronizedList(new ArrayList<>());
  private final Map<Integer, Duration> timeLeft = new ConcurrentHashMap<>();

  /** What a rank has: as much as the ring is its state. */
  @Checkpointed
  static final class Cell {
    long step;
    long value;

    Cell(int rank) {
      value = 0x9E3779B97F4A7C15L * (rank + 1);
    }
  }

  /** Something that a rank does after a step. */
  interface Between {
    void after(int rank, Checkpoint<Cell> run, Cell cell) throws Exception;
  }

  /** How a rank ended. */
  record End(long step, long value, boolean complete, boolean resumed) {}

  Ring(Path folder, int size, long steps) {
    this.folder = folder;
    this.size = size;
    this.steps = steps;
  }

  Ring with(BiFunction<Integer, CheckpointBuilder, CheckpointBuilder> more) {
    options = more;
    return this;
  }

  Ring after(Between what) {
    between = what;
    return this;
  }

  /** What each rank has at the end of an uninterrupted run. */
  static List<Long> expected(int size, long steps) {
    long[] values = new long[size];
    for (int rank = 0; rank < size; rank++) {
      values[rank] = new Cell(rank).value;
    }
    for (long step = 0; step < steps; step++) {
      long[] next = new long[size];
      for (int rank = 0; rank < size; rank++) {
        next[rank] = mix(values[rank], values[(rank + size - 1) % size]);
      }
      values = next;
    }
    List<Long> result = new ArrayList<>();
    for (long value : values) {
      result.add(value);
    }
    return result;
  }

  private static long mix(long own, long left) {
    return Long.rotateLeft(own * 0xBF58476D1CE4E5B9L, 17) ^ left + 1;
  }

  /** Starts all ranks, and waits until each has ended. */
  List<End> launch() throws Exception {
    String id = "launch-" + LAUNCHES.incrementAndGet();
    Map<Integer, LinkedBlockingQueue<Long>> boxes = new ConcurrentHashMap<>();
    ExecutorService threads = Executors.newFixedThreadPool(size);
    try {
      List<Future<End>> ranks = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        int rank = i;
        boxes.put(rank, new LinkedBlockingQueue<>());
        Callable<End> body = () -> run(rank, id, boxes);
        ranks.add(threads.submit(body));
      }
      List<End> ends = new ArrayList<>();
      for (Future<End> rank : ranks) {
        ends.add(rank.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      return ends;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Which ranks had their job put into the queue again. */
  List<String> requeued() {
    return requeued;
  }

  /** From here on the job of a rank says how much time it has. */
  void timeLeft(int rank, Duration left) {
    timeLeft.put(rank, left);
  }

  CheckpointBuilder configure(int rank, String launch) {
    CheckpointBuilder builder =
        Checkpoint.configure()
            .directory(folder)
            .name("ring")
            .every(Duration.ofDays(1))
            .ignoreArguments()
            .rankLead(Duration.ofMillis(50))
            .ranks()
            .job(new Seat(rank, size, launch, requeued, timeLeft));
    return options.apply(rank, builder);
  }

  private End run(int rank, String launch, Map<Integer, LinkedBlockingQueue<Long>> boxes)
      throws Exception {
    try (Checkpoint<Cell> run = configure(rank, launch).resumeOrStart(() -> new Cell(rank))) {
      Cell cell = run.state();
      boolean resumed = run.resumedFrom().isPresent();
      int right = (rank + 1) % size;
      int left = (rank + size - 1) % size;
      while (cell.step < steps && run.safepoint()) {
        Channel out = size > 1 ? run.channel(right) : null;
        Channel in = size > 1 ? run.channel(left) : null;
        boxes.get(right).add(cell.value);
        if (out != null) {
          out.sent();
        }
        Long came = boxes.get(rank).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (came == null) {
          throw new IllegalStateException("rank " + left + " has not sent anything");
        }
        if (in != null) {
          in.received();
        }
        cell.value = mix(cell.value, came);
        cell.step++;
        between.after(rank, run, cell);
      }
      if (!run.isStopping() && cell.step == steps) {
        run.complete();
      }
      return new End(cell.step, cell.value, run.isComplete(), resumed);
    }
  }

  /** Says which rank this is. */
  record Seat(
      int rank, int size, String launch, List<String> requeued, Map<Integer, Duration> timeLeftOf)
      implements JobEnvironment {
    @Override
    public Optional<Duration> timeLeft() {
      return Optional.ofNullable(timeLeftOf.get(rank));
    }

    @Override
    public void requeue(Ending ending) {
      requeued.add("rank " + rank + " of " + ending.ranks());
    }

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
      return Optional.of(new LaunchedRank(rank, size, launch));
    }
  }
}
