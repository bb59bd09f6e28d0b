/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointReason;
import dev.cairn.TornStateException;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StateRegistry;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.gate.Closing;
import dev.cairn.internal.gate.SafepointGate;
import dev.cairn.internal.observe.FlightEvents;
import dev.cairn.internal.rank.Cut;
import dev.cairn.internal.trigger.IntervalPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One checkpoint from demand to result: wait at the gate, capture, let go, persist. Whatever fails
 * is told to those who demanded it ({@link CheckpointResults}); nothing is thrown at the program
 * from here.
 *
 * <p>{@link #run} is called by the scheduler's thread only; files are written by a thread of its
 * own.
 */
final class CheckpointCycle implements AutoCloseable {
  /** How a cycle ended for the scheduler. */
  enum Result {
    /** It was taken, or failed for good; the next is due in its time. */
    DONE,
    /** A thread did not arrive in time; try again later. */
    LATE
  }

  private static final long MEMORY_LOOK_NANOS = 10_000_000_000L;

  private final SafepointGate gate;
  private final StateRegistry registry;
  private final CheckpointPipeline pipeline;
  private final Function<Map<String, Object>, Optional<RankEntry.Part>> rank;
  private final RehearsalPlan rehearsals;
  private final Manifest.Progress base;
  private final Duration patience;
  private final TimeSource time;
  private final CheckpointResults results;
  private final long startedAt;
  private long memoryLookedAt;
  private volatile Duration longestWait = Duration.ZERO;
  private volatile Supplier<List<Demand>> newcomers = List::of;
  private final BackgroundWriter writer;
  private final String run;
  private FlightEvents.Span pause = FlightEvents.Span.NONE;

  CheckpointCycle(
      String run,
      SafepointGate gate,
      StateRegistry registry,
      CheckpointPipeline pipeline,
      Commit commit,
      Function<Map<String, Object>, Optional<RankEntry.Part>> rank,
      RehearsalPlan rehearsals,
      Manifest.Progress base,
      Duration patience,
      TimeSource time,
      List<CheckpointResults.Outcome> outcomes) {
    this.run = run;
    this.gate = gate;
    this.registry = registry;
    this.pipeline = pipeline;
    this.rank = rank;
    this.rehearsals = rehearsals;
    this.base = base;
    this.patience = patience;
    this.time = time;
    this.results = new CheckpointResults(outcomes, gate);
    this.writer = new BackgroundWriter(pipeline, commit, time, results);
    this.startedAt = time.nanos();
    this.memoryLookedAt = startedAt;
  }

  /** Where demands are found that came while the program was on its way to the gate. */
  void newcomersFrom(Supplier<List<Demand>> supplier) {
    newcomers = supplier;
  }

  /** What checkpoints have cost so far. */
  IntervalPolicy.Cost cost() {
    return writer.cost();
  }

  /** How long the longest one took, from its demand until it was durable. */
  Duration longest() {
    return longestWait.plus(writer.longest());
  }

  /** True once the run has stopped or is complete: no further checkpoint is due. */
  boolean isStopped() {
    return results.isEnded();
  }

  /** All ranks stop, whatever this one could save. */
  void stopped(boolean saved) {
    results.stop(saved);
  }

  /** True while a checkpoint is being written. */
  boolean isWriting() {
    return writer.isBusy();
  }

  /**
   * Takes one checkpoint.
   *
   * @param batch what is demanded; newcomers that are served as well are added
   */
  Result run(List<Demand> batch) {
    try {
      return runUnlessWriting(batch);
    } catch (Throwable e) {
      results.fail(batch, e);
      return Result.DONE;
    } finally {
      // Whatever went wrong: nobody stays behind a closed gate.
      gate.open();
      batch.forEach(Demand::serve);
      gate.wake();
    }
  }

  private Result runUnlessWriting(List<Demand> batch) {
    if (isWriting()) {
      if (batch.stream().noneMatch(Demand::isUrgent)) {
        results.tell(CheckpointResults.Outcome::skipped);
        return Result.DONE;
      }
      writer.await();
    }
    lookAtMemory();
    long asked = time.nanos();
    FlightEvents.Span whole = FlightEvents.checkpoint();
    pause = FlightEvents.pause();
    gate.request();
    Closing closing = gate.close(patience, late -> results.tell(told -> told.late(late, true)));
    // How long a step of the program takes: nobody waits while the only thread is on its way.
    Duration wait = Duration.ofNanos(time.nanos() - asked);
    longestWait = wait.compareTo(longestWait) > 0 ? wait : longestWait;
    return switch (closing.result()) {
      case CLOSED -> captureClosed(batch, closing.waitedNanos(), whole);
      case LATE -> {
        results.tell(told -> told.late(closing, false));
        yield Result.LATE;
      }
      case TORN -> {
        results.fail(batch, whyTorn());
        yield Result.DONE;
      }
      case ENDED -> {
        batch.forEach(demand -> demand.result().completeExceptionally(ended()));
        yield Result.DONE;
      }
    };
  }

  /** Other JVMs may have come to share the memory; that seldom changes within seconds. */
  private void lookAtMemory() {
    long now = time.nanos();
    if (now - memoryLookedAt > MEMORY_LOOK_NANOS) {
      memoryLookedAt = now;
      pipeline.lookAtMemory();
    }
    pipeline.makeRoom();
  }

  private TornStateException whyTorn() {
    try {
      gate.checkVerdict();
      return new TornStateException("the state was half changed; nothing was saved");
    } catch (TornStateException e) {
      return e;
    }
  }

  private static IllegalStateException ended() {
    return new IllegalStateException("the run has ended; no further checkpoint is taken");
  }

  private Result captureClosed(List<Demand> batch, long arrivalNanos, FlightEvents.Span span) {
    // Whoever has come meanwhile is served as well: a stop must not overtake complete().
    batch.addAll(newcomers.get());
    batch.removeIf(demand -> !demand.take());
    if (batch.isEmpty()) {
      return Result.DONE;
    }
    CheckpointReason reason = Demand.weightiest(batch);
    Optional<Cut> cut = batch.stream().flatMap(demand -> demand.cut().stream()).findFirst();
    Snapshot snapshot = null;
    CheckpointPipeline.Occasion occasion;
    try {
      long begun = time.nanos();
      Map<String, Object> roots = registry.roots();
      snapshot = pipeline.capture(roots);
      occasion = occasion(roots, reason, cut, arrivalNanos, time.nanos() - begun, span);
      rehearsals.captured(
          roots, snapshot, reason, remark -> results.tell(told -> told.remark(remark)));
    } catch (Throwable e) {
      if (!gate.isHeld()) {
        return givenUp(batch, snapshot); // what went wrong came of that
      }
      gate.open();
      letGo(snapshot);
      results.fail(batch, e);
      return Result.DONE;
    }
    gate.captured();
    snapshot.forgetLive();
    // What the other ranks do is waited for at a stop alone.
    boolean whole = cut.map(Cut::isStop).orElse(Demand.isWaitedFor(reason));
    boolean waits = whole || snapshot.isLive();
    // Where the program was let go on the way, to break a deadlock, the copy may be torn.
    if (!(waits ? gate.isHeld() : gate.open())) { // guard: torn-capture
      return givenUp(batch, snapshot);
    }
    if (!waits) {
      endPause(reason.name());
    }
    batch.forEach(Demand::write);
    long bytes = snapshot.bytes();
    writer.submit(batch, snapshot, occasion);
    snapshot.image().remarks().forEach(remark -> results.tell(told -> told.remark(remark)));
    if (snapshot.isLive() || snapshot.isOnDisk()) {
      results.tell(told -> told.streamed(bytes));
    }
    if (waits) {
      // Nothing of the state may change until it is written, or nobody needs it to.
      if (whole || cut.isEmpty()) {
        writer.await();
      } else {
        writer.awaitFile();
      }
      endPause(reason.name());
    }
    return Result.DONE;
  }

  /** The program goes on; what was captured of it is not kept alive. */
  private void letGo(Snapshot snapshot) {
    if (snapshot != null) {
      pipeline.discard(snapshot);
    }
  }

  private Result givenUp(List<Demand> batch, Snapshot snapshot) {
    letGo(snapshot);
    batch.forEach(Demand::putBack);
    String thread = gate.givenUpFor();
    results.tell(
        told ->
            told.remark(
                "no checkpoint: the capture waited for a lock that is not given back while it goes on; "
                    + "thread \""
                    + thread
                    + "\" stands at a safepoint or in away() meanwhile. It is tried again later. "
                    + "Leave synchronized and unlock before safepoint() and away()"));
    return Result.LATE;
  }

  private void endPause(String why) {
    pause.end(FlightEvents.Facts.of(run, "", why));
  }

  private CheckpointPipeline.Occasion occasion(
      Map<String, Object> roots,
      CheckpointReason reason,
      Optional<Cut> cut,
      long arrivalNanos,
      long captureNanos,
      FlightEvents.Span whole) {
    return new CheckpointPipeline.Occasion(
        reason,
        new Manifest.Progress(
            time.now().toEpochMilli(),
            safepoints().orElse(-1),
            computeNanos(),
            base.interruptions()),
        new Manifest.Timings(arrivalNanos, captureNanos),
        pipeline.markOutputs(),
        cut,
        rank.apply(roots),
        whole);
  }

  /** Time computed since the start of the run, over all attempts. */
  long computeNanos() {
    return base.computeNanos() + time.nanos() - startedAt;
  }

  /** Safepoints passed since the start of the run, over all attempts, where they are counted. */
  OptionalLong safepoints() {
    OptionalLong counted = gate.safepoints();
    return counted.isPresent()
        ? OptionalLong.of(base.counted().orElse(0) + counted.getAsLong())
        : counted;
  }

  /** The run is about to end: what is being written is not slowed down any more. */
  void hurry() {
    pipeline.hurry();
  }

  /** Waits for the checkpoint in flight. */
  @Override
  public void close() {
    writer.close();
    pipeline.close();
  }
}
