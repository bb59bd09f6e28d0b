/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.crash;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointException;
import dev.cairn.Checkpointed;
import dev.cairn.Compression;
import dev.cairn.testkit.FakeJob;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A run of several ranks whose folder each of them reaches in its own way: at each step all of them
 * compute and have that saved. What was acknowledged to one of them must never be lost, and all
 * have to go on from the same.
 */
final class RankTrial {
  static final long STEPS = 3;

  private final int size;
  private final AtomicLong acknowledged = new AtomicLong();

  /** What a rank has. */
  @Checkpointed
  static final class Cell {
    final int rank;
    long step;
    long value;

    Cell(int rank) {
      this.rank = rank;
    }

    void advance() {
      step++;
      value = value * 31 + step * (rank + 1);
    }
  }

  RankTrial(int size) {
    this.size = size;
  }

  int size() {
    return size;
  }

  /** The last step that somebody was told is durable. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** One start of all ranks. */
  final class Launch {
    private final String id;
    private final Duration patience;
    private final Map<Integer, Long> begun = new ConcurrentHashMap<>();
    private final Map<Integer, Long> ended = new ConcurrentHashMap<>();

    Launch(String id, Duration patience) {
      this.id = id;
      this.patience = patience;
    }

    /** A rank, from its start to its end. */
    Optional<CheckpointException> run(int rank, Path root) {
      try (Checkpoint<Cell> run = open(rank, root)) {
        Cell cell = run.state();
        begun.put(rank, cell.step);
        while (cell.step < STEPS && !run.isComplete()) {
          cell.advance();
          long step = cell.step;
          run.checkpointNow();
          acknowledged.accumulateAndGet(step, Math::max);
        }
        if (!run.isComplete()) {
          run.complete();
        }
        ended.put(rank, cell.value);
        return Optional.empty();
      } catch (CheckpointException e) {
        return Optional.of(e);
      }
    }

    private Checkpoint<Cell> open(int rank, Path root) {
      return Checkpoint.configure()
          .directory(root.resolve("runs"))
          .name("run")
          .ignoreArguments()
          .compression(Compression.NONE)
          .every(Duration.ofDays(1))
          .patience(patience)
          .stopSignals()
          .ranks()
          .job(new FakeJob(id, Duration.ofDays(1000)).asRank(rank, size))
          .resumeOrStart(() -> new Cell(rank));
    }

    /** At which step each rank has begun that came so far. */
    Map<Integer, Long> begun() {
      return begun;
    }

    /** What each rank had at its end. */
    Map<Integer, Long> ended() {
      return ended;
    }
  }

  /** What a rank has at the end of an uninterrupted run. */
  static long expected(int rank) {
    Cell cell = new Cell(rank);
    while (cell.step < STEPS) {
      cell.advance();
    }
    return cell.value;
  }
}
