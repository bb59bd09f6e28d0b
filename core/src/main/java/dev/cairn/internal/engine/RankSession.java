/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Channel;
import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import dev.cairn.FencedException;
import dev.cairn.internal.capture.StateMarks;
import dev.cairn.internal.format.Manifest;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.gate.Participant;
import dev.cairn.internal.gate.SafepointGate;
import dev.cairn.internal.observe.RunLog;
import dev.cairn.internal.rank.Committer;
import dev.cairn.internal.rank.Cut;
import dev.cairn.internal.rank.News;
import dev.cairn.internal.rank.PartReport;
import dev.cairn.internal.rank.RankAgreement;
import dev.cairn.internal.rank.RankSeat;
import dev.cairn.internal.rank.Wish;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * An attempt of one of several ranks: where the others are asked, and what a durable part of its
 * own becomes.
 *
 * <p>Thread-safe.
 */
final class RankSession implements Commit {
  /** How long a client of NFS may take to see a new name: twice its longest cache of a folder. */
  private static final Duration LEAD_ON_NFS = Duration.ofMinutes(2);

  private static final Duration LEAST_POLL = Duration.ofMillis(200);
  private static final Duration MOST_POLL = Duration.ofMinutes(1);

  /** For so many looks a name that is there may be missed. */
  private static final int LOOKS = 4;

  private final RunSettings settings;
  private final RankSeat seat;
  private final EpochFolder attempt;
  private final SafepointGate gate;
  private final PartPruner parts;
  private final Reporter reporter;
  private final RunLog log;
  private final RankAgreement agreement;
  private final MessageCounts messages = new MessageCounts();
  private final AtomicReference<Main> main = new AtomicReference<>();
  private CheckpointScheduler scheduler;
  private CheckpointCycle cycle;
  private StopControl stop;
  private volatile Demand first;
  private volatile boolean allStop;
  private volatile boolean hasEnded;

  /**
   * The thread whose safepoints count for this rank.
   *
   * @param participant by which it takes part
   * @param before what others have counted that did so before it, less what it had by then
   */
  private record Main(Participant participant, long before) {
    long count() {
      return before + participant.count();
    }
  }

  RankSession(
      RunSettings settings,
      EpochFolder attempt,
      SafepointGate gate,
      PartPruner parts,
      Committer committer,
      Reporter reporter,
      TimeSource time,
      RunLog log) {
    this.settings = settings;
    this.seat = settings.seat();
    this.attempt = attempt;
    this.gate = gate;
    this.parts = parts;
    this.reporter = reporter;
    this.log = log;
    this.agreement =
        new RankAgreement(
            seat,
            attempt.decisions(),
            attempt.votes(seat.size()),
            settings.ranks().orElseThrow().group(),
            committer,
            time,
            terms(),
            new ForThisRank());
  }

  private RankAgreement.Terms terms() {
    Duration poll = LEAST_POLL.plusNanos(seat.size() * 500_000L);
    Duration bounded = poll.compareTo(MOST_POLL) < 0 ? poll : MOST_POLL;
    return new RankAgreement.Terms(
        settings.limits().patience(),
        settings.ranks().orElseThrow().lead().orElseGet(() -> lead(bounded)),
        bounded,
        settings.counts().every(),
        settings.counts().stopAfter(),
        turns());
  }

  /** How many ranks write one after the other. */
  private int turns() {
    int writers = settings.ranks().orElseThrow().writers();
    return writers == 0 ? 1 : (seat.size() + writers - 1) / writers;
  }

  private Duration lead(Duration poll) {
    try {
      if (Files.getFileStore(attempt.path()).type().startsWith("nfs")) {
        return LEAD_ON_NFS;
      }
    } catch (IOException e) {
      log.detail("run=" + settings.name() + " the kind of file system is unknown: " + e);
    }
    return poll.multipliedBy(LOOKS).plusSeconds(1);
  }

  /** What the agreement has to tell here. */
  private final class ForThisRank implements RankAgreement.Told {
    @Override
    public void summon() {
      gate.summon();
    }

    @Override
    public long passed() {
      Main counting = main.get();
      return counting == null ? 0 : counting.count();
    }

    @Override
    public void stop(StopCause cause) {
      Demand unused = stop.stop("all ranks stop", cause);
    }

    @Override
    public void warn(String text) {
      log.warning("run " + settings.name() + ": " + text);
    }

    @Override
    public void trouble(Throwable trouble) {
      if (trouble instanceof FencedException fenced) {
        reporter.fenced(fenced);
      } else {
        log.warning(
            "run "
                + settings.name()
                + ": the folder where the ranks agree, "
                + attempt.path()
                + ": "
                + trouble);
      }
    }
  }

  /** What it needs to know, and what needs to know it. */
  void attach(CheckpointScheduler takes, CheckpointCycle cycles, StopControl stops) {
    this.scheduler = takes;
    this.cycle = cycles;
    this.stop = stops;
  }

  void start() {
    agreement.start();
  }

  /** That to another rank. */
  Channel channel(int peer) {
    if (peer < 0 || peer >= seat.size() || peer == seat.rank()) {
      throw new IllegalArgumentException(
          "channel(" + peer + "): this is " + seat.describe() + ", and it has no channel to that");
    }
    return messages.with(peer);
  }

  /** What is known of this rank at a capture. */
  RankEntry.Part part(Map<String, Object> roots) {
    return new RankEntry.Part(seat.rank(), seat.size(), messages.now(), StateMarks.common(roots));
  }

  /** Somebody wants a checkpoint, or one is due. */
  void want(CheckpointReason reason) {
    if (reason == CheckpointReason.REQUEST || seat.isFirst()) {
      agreement.wish(Wish.CAPTURE);
    }
  }

  /** Somebody wants this rank to stop: all do. */
  Demand askForStop(StopCause cause) {
    agreement.wish(Wish.stop(cause));
    return new Demand(CheckpointReason.STOP);
  }

  /** How long it takes until all know that they are to stop. */
  Duration leadOfStop() {
    return agreement.leadOfStop();
  }

  // ---- safepoints ------------------------------------------------------------------------------

  /** A thread is at a safepoint. */
  boolean arrive(Participant participant) {
    Main counting = mainOr(participant, 1);
    if (counting.participant() != participant) {
      return gate.arrive(participant); // its safepoints are not those that count
    }
    throwWhatTheFirstFound();
    long count = counting.count();
    Optional<Cut> cut = agreement.at(count);
    long next = agreement.next(count);
    participant.dueAt(next == Long.MAX_VALUE ? next : next - counting.before());
    if (cut.isEmpty()) {
      return gate.arrive(participant);
    }
    if (cut.get().isStop()) {
      Demand unused = stop.stop("all ranks stop", cut.get().cause());
    }
    Demand demand = demand(cut.get());
    if (cut.get().reason() == CheckpointReason.FIRST) {
      first = demand;
    }
    if (!cut.get().isStop()) {
      return gate.arriveUntil(participant, demand::isServed);
    }
    boolean goOn = gate.arriveUntil(participant, demand.result()::isDone);
    return goOn && !isStopDecided(cut.get(), demand);
  }

  /** Where this rank could not save its part, the others decide whether all stop all the same. */
  private boolean isStopDecided(Cut cut, Demand demand) {
    Throwable failure = demand.result().handle((info, thrown) -> thrown).join();
    if (failure == null || failure instanceof NotCommittedException) {
      return false;
    }
    News news = agreement.await(cut);
    boolean stops = news.kind() == News.Kind.UNSAVED || news.kind() == News.Kind.STOP;
    if (stops) {
      allStop = true;
      cycle.stopped(false);
    }
    return stops;
  }

  /** What cannot be saved at all is thrown at the program, as in a run of one JVM. */
  private void throwWhatTheFirstFound() {
    Demand awaited = first;
    if (awaited == null || !awaited.result().isDone()) {
      return;
    }
    first = null;
    Throwable failure = awaited.result().handle((info, thrown) -> thrown).join();
    if (failure instanceof RuntimeException thrown && reporter.isForTheProgram(failure)) {
      throw CallerTrace.addedTo(thrown);
    }
  }

  /**
   * The first thread that comes; after it has left, whichever comes next goes on with its count.
   *
   * @param passed 1 where it has counted the safepoint that it is at, 0 where it has not yet
   */
  private Main mainOr(Participant participant, int passed) {
    return main.updateAndGet(
        known ->
            known == null
                ? new Main(participant, 0)
                : known.participant().isRetired()
                    ? new Main(participant, known.count() - (participant.count() - passed))
                    : known);
  }

  /** All ranks are at the same call: it counts as a safepoint of each. */
  Demand demandHere(Participant participant, CheckpointReason reason) {
    Main counting = participant == null ? main.get() : mainOr(participant, 0);
    if (counting == null || counting.participant() != participant) {
      throw new IllegalStateException(
          "a checkpoint of all ranks is asked for by the thread whose safepoints count, \""
              + (counting == null ? "main" : counting.participant().thread().getName())
              + "\", and at the same place by all of them; this is \""
              + Thread.currentThread().getName()
              + "\". From another thread call request()");
    }
    long unused = participant.advance();
    return demand(agreement.here(counting.count(), reason));
  }

  /** True once the others know of the last state of this rank. */
  boolean hasReportedItsEnd() {
    return hasEnded;
  }

  private Demand demand(Cut cut) {
    Demand demand = new Demand(cut);
    demand.whenFailed(failure -> tell(cut, failure));
    Demand given = scheduler.demand(demand);
    demand.whenDone(cut.reason() == CheckpointReason.FIRST ? gate::summon : gate::wake);
    return given;
  }

  private void tell(Cut cut, Throwable failure) {
    if (failure instanceof NotCommittedException) {
      return;
    }
    try {
      agreement.failed(cut, String.valueOf(failure.getMessage()));
    } catch (IOException e) {
      log.warning("run " + settings.name() + ": the other ranks cannot be told of a failure: " + e);
    }
  }

  // ---- parts -----------------------------------------------------------------------------------

  /** Each writes when the one so many ranks before it has. */
  @Override
  public void awaitTurn(CheckpointPipeline.Occasion occasion) throws IOException {
    int writers = settings.ranks().orElseThrow().writers();
    if (writers > 0 && seat.rank() >= writers) {
      agreement.awaitPartOf(seat.rank() - writers, occasion.cut().orElseThrow());
    }
  }

  @Override
  public CheckpointInfo commit(
      CheckpointPipeline.Written written, CheckpointPipeline.Occasion occasion) throws IOException {
    Cut cut = occasion.cut().orElseThrow();
    boolean ends = cut.reason() == CheckpointReason.COMPLETE;
    parts.isUnknown(written.file().sequence()); // rank 0 may have it, whatever is told here
    agreement.report(report(written, occasion, cut, ends));
    if (!ends) {
      return become(agreement.await(cut), written);
    }
    hasEnded = true;
    gate.wake();
    if (!seat.isFirst()) {
      return written.info();
    }
    News news =
        agreement
            .awaitEnd()
            .orElseThrow(() -> new NotCommittedException("the run was closed", false));
    return become(news, written);
  }

  private PartReport report(
      CheckpointPipeline.Written written,
      CheckpointPipeline.Occasion occasion,
      Cut cut,
      boolean ends) {
    Manifest.Timings timings = occasion.timings();
    RankEntry.PartFile file =
        new RankEntry.PartFile(
            seat.rank(),
            written.file().sequence(),
            written.file().uuid(),
            written.file().length(),
            cut.safepoint(),
            ends,
            timings.arrivalNanos(),
            timings.captureNanos());
    return new PartReport(
        file,
        cut.isStop(),
        cut.known().toMillis(),
        PartReport.Messages.sum(seat.rank(), occasion.part().orElseThrow().messages()),
        written.chain(),
        written.distrusted());
  }

  private CheckpointInfo become(News news, CheckpointPipeline.Written written)
      throws NotCommittedException {
    long part = written.file().sequence();
    boolean stops = news.kind() == News.Kind.STOP || news.kind() == News.Kind.UNSAVED;
    allStop |= stops;
    if (news.kind() == News.Kind.COMMITTED || news.kind() == News.Kind.STOP) {
      parts.committed(part, news.checkpoint());
      CheckpointReason reason = stops ? CheckpointReason.STOP : written.info().reason();
      return info(written.info(), news.checkpoint(), reason);
    }
    throw new NotCommittedException("all ranks: " + news.why(), stops);
  }

  private CheckpointInfo info(CheckpointInfo part, long checkpoint, CheckpointReason reason) {
    return new CheckpointInfo(
        part.run(),
        part.epoch(),
        checkpoint,
        attempt.pathOf(checkpoint),
        reason,
        part.takenAt(),
        part.safepoints(),
        part.computeTime(),
        part.pause(),
        part.bytes());
  }

  // ---- the end ---------------------------------------------------------------------------------

  /** This rank has nothing more to compute; returns once the others need it no more. */
  void leave() {
    Main counting = main.get();
    agreement.leave(counting == null ? 0 : counting.count());
  }

  /** Ends it; where the others still need this rank, they learn that it is gone. */
  void close() {
    agreement.close(!allStop && !hasEnded);
  }
}
