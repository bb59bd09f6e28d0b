/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointException;
import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.CheckpointWriteException;
import dev.cairn.internal.gate.Participant;
import dev.cairn.internal.gate.SafepointGate;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the program's threads do where they come to a safepoint, change the state or ask for a
 * checkpoint: the first checkpoint, those that are due by the count, waiting, and what is thrown at
 * them where one could not be.
 *
 * <p>Thread-safe.
 */
final class Arrivals {
  private final RunSettings settings;
  private final RunFolder folder;
  private final EpochFolder epoch;
  private final SafepointGate gate;
  private final CheckpointScheduler scheduler;
  private final CheckpointCycle cycle;
  private final Optional<RankSession> ranks;
  private final StopControl stop;
  private final Reporter reporter;
  private final RunLog log;
  private final AtomicBoolean firstTaken = new AtomicBoolean();
  private volatile Demand first;
  private volatile boolean toldToStop;

  Arrivals(
      RunSettings settings,
      RunFolder folder,
      EpochFolder epoch,
      SafepointGate gate,
      CheckpointScheduler scheduler,
      CheckpointCycle cycle,
      Optional<RankSession> ranks,
      StopControl stop,
      Reporter reporter,
      RunLog log) {
    this.settings = settings;
    this.folder = folder;
    this.epoch = epoch;
    this.gate = gate;
    this.scheduler = scheduler;
    this.cycle = cycle;
    this.ranks = ranks;
    this.stop = stop;
    this.reporter = reporter;
    this.log = log;
  }

  /** What a safepoint does when there may be something to do. */
  boolean arrive(Participant participant) {
    boolean goOn = arriveThere(participant);
    if (goOn && ranks.isEmpty() && participant.isToStop()) {
      // Exactly here, and not where the others come to know of it.
      Demand last =
          stop.stop("stopAfter(" + settings.counts().stopAfter() + ")", StopCause.REQUESTED);
      goOn = gate.arriveUntil(participant, last.result()::isDone);
    }
    if (!goOn && !reporter.isComplete()) {
      tellToStop();
    }
    return goOn;
  }

  /** The program is told to end before it is finished: so is the job, once. */
  void tellToStop() {
    if (!toldToStop) {
      toldToStop = true;
      settings
          .job()
          .ifPresent(job -> job.unfinished(folder.path(), settings.ends().codeOfUnfinishedWork()));
    }
  }

  private boolean arriveThere(Participant participant) {
    gate.requireOutside();
    gate.checkVerdict();
    if (gate.isEnded()) {
      return false;
    }
    scheduler.attend();
    if (ranks.isPresent()) {
      return ranks.get().arrive(participant);
    }
    if (firstTaken.compareAndSet(false, true)) {
      first = demand(CheckpointReason.FIRST);
    }
    Demand awaited = first;
    if (awaited != null) {
      return arriveForFirst(participant, awaited);
    }
    if (participant.takeDue() && mayWrite()) {
      // It stays exactly here until the state is captured, not until that is durable.
      Demand due = demand(CheckpointReason.SAFEPOINTS);
      return gate.arriveUntil(participant, due::isServed);
    }
    // Whoever comes here after a stop was asked for does not compute on before it is tried.
    return gate.arriveUntil(participant, () -> !stop.isAwaited() || cycle.isWriting());
  }

  /**
   * Waits for the first checkpoint; where another thread does not come, it is tried again later.
   */
  private boolean arriveForFirst(Participant participant, Demand awaited) {
    boolean goOn = gate.arriveUntil(participant, awaited::isServed);
    if (awaited.result().isDone()) {
      first = null;
      log.flush(Session.LOG_PATIENCE);
      try {
        CheckpointInfo unused = awaited.result().join();
      } catch (CompletionException e) {
        if (reporter.isForTheProgram(e.getCause())) {
          throw asCheckpointException(awaited.reason(), e.getCause());
        }
      }
    }
    return goOn;
  }

  private Demand demand(CheckpointReason reason) {
    Demand demand = scheduler.demand(reason);
    // Where it was late, its end is told at the next safepoint.
    demand.whenDone(reason == CheckpointReason.FIRST ? gate::summon : gate::wake);
    return demand;
  }

  private boolean mayWrite() {
    if (cycle.isWriting() || scheduler.isBackingOff()) {
      reporter.skipped();
      return false;
    }
    return true;
  }

  private RuntimeException asCheckpointException(CheckpointReason reason, Throwable cause) {
    if (cause instanceof CheckpointException known) {
      return CallerTrace.addedTo(known);
    }
    boolean disk = cause instanceof IOException;
    return new CheckpointWriteException(
        "no checkpoint ("
            + reason
            + ") of run "
            + settings.name()
            + (disk ? " in " + epoch.path() : "")
            + ": "
            + cause
            + "; the last durable one is "
            + reporter.lastDurable().map(CheckpointInfo::id).orElse("none")
            + (disk
                ? ". Check the space, quota and rights of that folder, or name another with "
                    + "directory(...) or CAIRN_DIRECTORY"
                : ""),
        cause);
  }

  /** Runs a change that no capture sees the middle of. */
  <X extends Throwable> void update(SafepointGate.ThrowingAction<X> change) throws X {
    gate.checkVerdict();
    gate.update(change);
    if (!scheduler.isAttended()) {
      scheduler.attend();
      if (ranks.isEmpty() && firstTaken.compareAndSet(false, true)) {
        first = demand(CheckpointReason.FIRST);
      }
    }
  }

  /** Asks for a checkpoint and waits until it is durable. */
  CheckpointInfo demandAndWait(CheckpointReason reason) {
    gate.requireOutside();
    gate.checkVerdict();
    scheduler.attend();
    firstTaken.set(true);
    Participant known = gate.find();
    boolean alone = known == null && !gate.isAttended();
    Participant participant = alone ? gate.join() : known;
    Demand demand =
        ranks.isPresent() ? ranks.get().demandHere(participant, reason) : demand(reason);
    try {
      if (ranks.isPresent() && reason == CheckpointReason.COMPLETE) {
        leaveTheOthers(ranks.get(), participant, demand);
      }
      if (participant != null) {
        waitAtGate(participant, demand);
      }
      return demand.result().join();
    } catch (CompletionException e) {
      throw asCheckpointException(reason, e.getCause());
    } finally {
      // Nobody waits for it any more, however this ended.
      boolean unused = demand.withdraw();
      if (alone && ranks.isEmpty() && gate.wasUpdated()) {
        // Others change the state, by update(); this thread only asked. Where nobody does, it is
        // this thread that does, and it takes part from here on.
        gate.leave(participant, true);
      }
    }
  }

  /** Those that compute on may need this rank to agree, until they know of its last state. */
  private void leaveTheOthers(RankSession session, Participant participant, Demand demand) {
    boolean unused =
        gate.arriveUntil(
            participant, () -> session.hasReportedItsEnd() || demand.result().isDone());
    session.leave();
  }

  private void waitAtGate(Participant participant, Demand demand) {
    while (!demand.result().isDone()) {
      boolean goOn = gate.arriveUntil(participant, demand.result()::isDone);
      if (demand.result().isDone() || !goOn) {
        return;
      }
      if (demand.withdraw()) {
        gate.checkVerdict();
        throw new CheckpointWriteException(
            "thread \""
                + Thread.currentThread().getName()
                + "\" waits for a checkpoint and holds a lock that the capture needs, or another "
                + "thread does; let go of it first");
      }
    }
  }

  /** True once the program was told that it has to end. */
  boolean isToldToStop() {
    return toldToStop;
  }
}
