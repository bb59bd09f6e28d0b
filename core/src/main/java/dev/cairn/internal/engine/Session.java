/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Channel;
import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.Progress;
import dev.cairn.StopOutcome;
import dev.cairn.internal.capture.MemoryBudget;
import dev.cairn.internal.capture.Rehearsal;
import dev.cairn.internal.capture.StagingMemory;
import dev.cairn.internal.capture.StateRegistry;
import dev.cairn.internal.gate.Participant;
import dev.cairn.internal.gate.SafepointCounts;
import dev.cairn.internal.gate.SafepointGate;
import dev.cairn.internal.kryo.KryoGraphCodec;
import dev.cairn.internal.observe.ProgressMeter;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.internal.store.WriteMethod;
import dev.cairn.internal.trigger.Interruptions;
import dev.cairn.internal.trigger.IntervalPolicy;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.RunAttempt;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One attempt of a run in this JVM: what the front door talks to. It owns the threads and ends
 * them.
 *
 * <p>Thread-safe.
 */
public final class Session implements AutoCloseable {
  /** A log that blocks is not waited for longer. */
  static final Duration LOG_PATIENCE = Duration.ofSeconds(2);

  private final RunSettings settings;
  private final RunLog log;
  private final RunOutputs outputs;
  private final EpochFolder epoch;
  private final RunFolder folder;
  private final SafepointGate gate;
  private final StateRegistry registry;
  private final Optional<RankSession> ranks;
  private final Reporter reporter;
  private final CheckpointCycle cycle;
  private final CheckpointScheduler scheduler;
  private final StopControl stop;
  private final Arrivals arrivals;
  private final DeadlineWatch deadline;
  private final AttemptChores chores;
  private final ProgressMeter meter = new ProgressMeter();
  private final HistoryKeeper history;
  private final Listeners listeners;
  private final RunBean bean;
  private final Heart heart;
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean begun;

  Session(
      RunSettings settings,
      RunFolder folder,
      KryoGraphCodec codec,
      CodeDigest code,
      Resumed resumed,
      RunOutputs outputs,
      IncludedStates included,
      TimeSource time,
      RunLog log) {
    this.settings = settings;
    this.log = log;
    this.outputs = outputs;
    this.epoch = resumed.epoch().orElseThrow();
    this.folder = folder;
    boolean ranked = settings.ranks().isPresent();
    this.gate = new SafepointGate(ranked ? SafepointCounts.AGREED : settings.counts());
    EpochFolder room = settings.roomIn(epoch);
    this.registry = new StateRegistry();
    registry.restore(resumed.roots());
    MemoryBudget budget = MemoryBudget.ofThisJvm(included.memory(), 0);
    this.reporter =
        new Reporter(settings, epoch, gate, log, time, budget, meter, resumed.ownCheckpoint());
    StagingMemory memory =
        new StagingMemory(budget.bytes(), room::openScratch, !settings.writing().keys().isEmpty());
    resumed
        .restored()
        .ifPresent(
            restored -> {
              // The first capture will find much the same.
              memory.expect(restored.stateBytes());
              codec.expect(restored.objects());
            });
    Pruner ofCheckpoints =
        new Pruner(
            folder,
            epoch,
            settings.retention(),
            settings.writing().keys(),
            resumed.adopted(),
            resumed.unreadable());
    PartPruner ofParts =
        new PartPruner(folder, epoch, room, settings.seat().rank(), settings.writing().keys());
    Pruner pruner = ranked ? ofParts : ofCheckpoints;
    Chain chain = new Chain(settings.writing().chains(), time, room.room(), pruner);
    this.ranks =
        ranked
            ? Optional.of(
                new RankSession(
                    settings,
                    epoch,
                    gate,
                    ofParts,
                    new RankCommitter(
                        settings,
                        epoch,
                        ofCheckpoints,
                        resumed.base(),
                        this::computeNanos,
                        time,
                        log::warning),
                    reporter,
                    time,
                    log))
            : Optional.empty();
    this.history = new HistoryKeeper(settings, folder, epoch, meter, this::computeNanos, time, log);
    this.listeners =
        new Listeners(
            settings.telling().listeners(),
            new RunAttempt(settings.name(), folder.path(), epoch.number(), resumed.from()),
            log);
    this.cycle =
        new CheckpointCycle(
            settings.name(),
            gate,
            registry,
            new CheckpointPipeline(
                settings,
                room,
                codec,
                memory,
                pruner,
                code,
                outputs,
                included,
                chain,
                new WritePace(settings.writing().bytesPerSecond(), time),
                new WriteMethod(settings.writing().direct(), reporter::notDirect)),
            ranks.<Commit>map(session -> session).orElse(Commit.ALONE),
            roots -> ranks.map(session -> session.part(roots)),
            new RehearsalPlan(new Rehearsal(codec, time::nanos), settings.rehearsals(), time),
            resumed.base(),
            settings.limits().patience(),
            time,
            List.of(reporter, history, listeners));
    double phase = Phase.of(settings.name());
    int alike = settings.job().map(JobEnvironment::alike).orElse(1);
    Interruptions seen =
        new Interruptions(
            resumed.base().interruptions(), Duration.ofNanos(resumed.base().computeNanos()));
    this.scheduler =
        new CheckpointScheduler(
            cycle,
            settings.isFirst() ? settings.interval().informedBy(seen) : IntervalPolicy.never(),
            time,
            interval -> Phase.first(phase, interval, alike),
            ranks.<Consumer<CheckpointReason>>map(session -> session::want).orElse(null));
    reporter.statusFile().dueBy(scheduler::untilDue, scheduler::interval);
    reporter.statusFile().computedBy(cycle::computeNanos);
    reporter.intervalBy(scheduler::interval, new IntervalAdvice(alike, seen));
    reporter.onFailure(scheduler::retrySooner);
    reporter.onFence(listeners::isFenced);
    this.stop =
        new StopControl(
            settings, gate, this::askForStop, reporter, log, this::close, this::fruitless);
    ranks.ifPresent(session -> session.attach(scheduler, cycle, stop));
    this.arrivals =
        new Arrivals(settings, folder, epoch, gate, scheduler, cycle, ranks, stop, reporter, log);
    this.deadline =
        new DeadlineWatch(
            settings.name(),
            settings.job(),
            settings.limits().deadlineMargin(),
            () -> cycle.longest().plus(ranks.map(RankSession::leadOfStop).orElse(Duration.ZERO)),
            this::stopForTime,
            log);
    this.bean =
        new RunBean(settings.name(), folder.path(), reporter, cycle, scheduler, stop, meter, log);
    this.chores =
        new AttemptChores(
            settings.name(),
            settings.seat().size(),
            settings.job(),
            epoch,
            scheduler,
            stop,
            reporter,
            history,
            meter,
            new ProgressLog(
                settings.name(),
                settings.telling().progressEvery(),
                meter,
                reporter::lastDurable,
                time,
                log),
            bean,
            log);
    this.heart = new Heart(chores, settings.limits().beatPeriod(), phase);
  }

  /** Starts the threads and listens for signals. */
  void start(Resumed resumed) {
    history.begin(resumed, lastStatus());
    scheduler.start();
    ranks.ifPresent(RankSession::start);
    heart.start();
    reporter.writeStatus();
    stop.listen();
    deadline.start();
  }

  private Optional<String> lastStatus() {
    try {
      return folder.status();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The history is made before what counts the time. */
  private long computeNanos() {
    return cycle.computeNanos();
  }

  private Demand askForStop(StopCause cause) {
    return ranks.isPresent()
        ? ranks.get().askForStop(cause)
        : scheduler.demand(CheckpointReason.STOP);
  }

  /** Counts the messages between this rank and another. */
  public Channel channel(int peer) {
    return ranks
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "channel("
                        + peer
                        + "): this run has no ranks; call configure().ranks() where it is opened"))
        .channel(peer);
  }

  private void stopForTime(String why) {
    if (!reporter.isComplete()) {
      Demand unused = stop.stop(why, StopCause.TIME_LIMIT);
    }
  }

  /** The program has its state: from here on it is expected to come to safepoints. */
  public void begun() {
    begun = true;
    listeners.opened();
  }

  /** How far the program is. */
  public ProgressMeter progress() {
    return meter;
  }

  /** Has a supplier of the program's tell how far that is. */
  public void askProgressOf(Supplier<Progress> source) {
    Objects.requireNonNull(source, "source");
    AtomicBoolean failed = new AtomicBoolean();
    meter.askedOf(
        () -> {
          try {
            return failed.get() ? null : source.get();
          } catch (RuntimeException | Error e) {
            failed.set(true);
            log.error("run " + settings.name() + ": how far it is cannot be told any more", e);
            return null;
          }
        });
  }

  // ---- state ---------------------------------------------------------------------------------

  /** The registered roots. */
  public StateRegistry registry() {
    return registry;
  }

  // ---- safepoints ----------------------------------------------------------------------------

  /** The calling thread takes part. */
  public Participant join() {
    gate.requireOutside();
    return gate.join();
  }

  /** The gate, for away and update. */
  public SafepointGate gate() {
    return gate;
  }

  /** What a safepoint does when there may be something to do. */
  public boolean arrive(Participant participant) {
    return arrivals.arrive(participant);
  }

  /** Runs a change that no capture sees the middle of. */
  public <X extends Throwable> void update(SafepointGate.ThrowingAction<X> change) throws X {
    arrivals.update(change);
  }

  // ---- demands -------------------------------------------------------------------------------

  /** Asks for a checkpoint and does not wait. */
  public void request() {
    scheduler.demand(CheckpointReason.REQUEST);
  }

  /** Takes a checkpoint and waits until it is durable. */
  public CheckpointInfo checkpointNow() {
    return arrivals.demandAndWait(CheckpointReason.EXPLICIT);
  }

  /** Commits the end state. */
  public CheckpointInfo complete() {
    if (closed.get()) {
      throw new IllegalStateException("complete() after close(): the run is closed");
    }
    if (gate.isEnded()) {
      throw new IllegalStateException(
          "complete() after safepoint() was false: the run was told to stop before it was finished");
    }
    if (!scheduler.isAttended()) {
      reporter.neverAttended();
    }
    CheckpointInfo info = arrivals.demandAndWait(CheckpointReason.COMPLETE);
    closeOutputs();
    if (!reporter.isComplete()) {
      arrivals.tellToStop(); // other ranks had more to compute, and all were told to stop
      return info;
    }
    settings.job().ifPresent(job -> job.finished(folder.path()));
    log.headline(
        "run "
            + settings.name()
            + (settings.isFirst()
                ? ": complete, end state is checkpoint " + info.id()
                : ": " + settings.seat().describe() + " has ended"));
    return info;
  }

  /** What is written to them from here on would be lost. */
  private void closeOutputs() {
    try {
      outputs.close();
    } catch (IOException e) {
      log.error("run " + settings.name() + ": an output could not be written to its end", e);
    }
  }

  // ---- the end --------------------------------------------------------------------------------

  /** What became of the last checkpoint. */
  public StopOutcome stopOutcome() {
    return reporter.stopOutcome();
  }

  /** The exit code of unfinished work. */
  public int exitCode() {
    return stop.exitCode();
  }

  /** True once the program was told that it has to end. */
  public boolean isStopped() {
    return arrivals.isToldToStop();
  }

  /** True once the end state is committed. */
  public boolean isComplete() {
    return reporter.isComplete();
  }

  /** The newest checkpoint that is durable. */
  public Optional<CheckpointInfo> lastDurable() {
    return reporter.lastDurable();
  }

  /** Time computed since the start of the run, over all attempts. */
  public Duration computeTime() {
    return Duration.ofNanos(cycle.computeNanos());
  }

  /** Safepoints passed since the start of the run, over all attempts, where they are counted. */
  public OptionalLong safepoints() {
    return cycle.safepoints();
  }

  /** True once the program has come to a safepoint, or changed anything inside update(). */
  public boolean isAttended() {
    return scheduler.isAttended();
  }

  @Override
  public void close() {
    gate.requireOutside();
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    boolean unfinished = stop.isAsked() && !reporter.isComplete();
    gate.end();
    try {
      // Not on the program's thread: an interrupt would close the files under its hands.
      LargeStack.<Void>call(
          "cairn-close",
          () -> {
            end(unfinished);
            return null;
          });
    } catch (IOException | FencedException e) {
      log.detail("run=" + settings.name() + " close: " + e);
    } finally {
      log.flush(LOG_PATIENCE);
    }
  }

  /**
   * Ends it.
   *
   * @param unfinished true where it was asked to stop, and there is more to compute
   */
  private void end(boolean unfinished) throws IOException {
    boolean fenced = false;
    try {
      endAll();
    } catch (FencedException e) {
      fenced = true;
      throw e;
    } finally {
      // Where another attempt has taken over, the run goes on there.
      boolean goesOn = unfinished && !fenced;
      OpenRuns.closed(
          settings.key(),
          goesOn && settings.isFirst()
              ? settings
                  .job()
                  .map(job -> new OpenRuns.GoingOn(stop.isRequested(), () -> stop.requeue(job)))
              : Optional.empty());
    }
  }

  private int fruitless() {
    try {
      return folder.fruitless(epoch.number());
    } catch (IOException e) {
      log.detail("run=" + settings.name() + " earlier attempts cannot be listed: " + e);
      return 0;
    }
  }

  private void endAll() throws IOException {
    if (begun && !scheduler.isAttended()) {
      reporter.neverAttended();
    }
    // Each in turn, whatever becomes of the one before: no thread and no sign of life stays behind.
    try {
      deadline.close();
      stop.close();
      ranks.ifPresent(RankSession::close);
    } finally {
      try {
        scheduler.close();
        cycle.close();
        closeOutputs();
      } finally {
        heart.close();
        if (!reporter.isComplete()) {
          chores.offerResumeScript(); // which is named from here on
        }
        reporter.ended();
        history.end(reporter.status().state());
        bean.close();
        try {
          epoch.release();
        } finally {
          listeners.closed();
        }
      }
    }
  }
}
