/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.CheckpointReason;
import dev.cairn.internal.store.Decisions;
import dev.cairn.internal.store.Votes;
import dev.cairn.internal.thread.LibraryThread;
import dev.cairn.spi.RankGroup;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one rank has to do with the others: it knows at which safepoints all capture, says what it
 * has saved, and learns what became of it. On a thread of its own it looks into the folder where
 * they agree; that of rank 0 coordinates as well.
 *
 * <p>Thread-safe.
 */
public final class RankAgreement {
  /** Of an attempt that hangs its coordinator is dead, or about to be. */
  private static final int PATIENCE_FOR_NEWS = 10;

  /** So long after the look of one rank is that of another, however many there are. */
  static final long LOOK_NANOS = 100_000;

  private static final Duration QUICK = Duration.ofMillis(5);

  /** What this rank's program and people are told. */
  public interface Told {
    /** The program is to come to a safepoint. */
    void summon();

    /** How many safepoints the program has passed: what is read may be old, never too new. */
    long passed();

    /** All ranks are about to stop. */
    void stop(StopCause cause);

    /** There is something to be said. */
    void warn(String text);

    /** The folder cannot be read or written just now. */
    void trouble(Throwable trouble);
  }

  /**
   * How it is done.
   *
   * @param patience how long rank 0 waits for others at least
   * @param leastLead how far ahead a cut is announced at least
   * @param poll how often a rank looks when nothing is under way
   * @param every every how many safepoints all capture; 0 is never
   * @param stopAfter at which one all stop; 0 is never
   * @param turns how many write one after the other
   */
  public record Terms(
      Duration patience,
      Duration leastLead,
      Duration poll,
      long every,
      long stopAfter,
      int turns) {}

  private final RankSeat seat;
  private final Decisions decisions;
  private final Votes votes;
  private final RankClock clock;
  private final Terms terms;
  private final Told told;
  private final CutPlan plan;
  private final Optional<AnnouncedCuts> announced;
  private final Optional<Coordinator> coordinator;
  private final Map<Long, Cut> known = new ConcurrentHashMap<>();
  private final NewsBoard board;
  private final Thread thread;

  private final AtomicReference<OwnPart> own = new AtomicReference<>(new OwnPart(0, 0, 0));
  private volatile boolean mayAsk = true;
  private volatile boolean hasEnded;

  private long newest;
  private boolean stopTold;
  private String lastTrouble = "";

  /** From a part of this rank until something was decided, of those before; in nanoseconds. */
  private volatile long longestWait;

  /**
   * Creates it; it looks around from {@link #start} on.
   *
   * @param group the collective of the program's; empty where there is none
   * @param committer makes the checkpoints; called for rank 0 alone
   */
  public RankAgreement(
      RankSeat seat,
      Decisions decisions,
      Votes votes,
      Optional<RankGroup> group,
      Committer committer,
      RankClock clock,
      Terms terms,
      Told told) {
    this.seat = seat;
    this.decisions = decisions;
    this.votes = votes;
    this.clock = clock;
    this.terms = terms;
    this.told = told;
    this.board = new NewsBoard(clock);
    this.announced = group.isPresent() ? Optional.empty() : Optional.of(new AnnouncedCuts(clock));
    this.plan =
        announced
            .<CutPlan>map(cuts -> cuts)
            .orElseGet(() -> new AgreedCuts(group.get(), clock, this::toBeAgreed, this::await));
    this.coordinator =
        seat.isFirst()
            ? Optional.of(
                new Coordinator(
                    seat,
                    decisions,
                    votes,
                    committer,
                    clock,
                    terms.patience(),
                    terms.leastLead(),
                    terms.turns(),
                    told::warn))
            : Optional.empty();
    this.thread = LibraryThread.of("cairn-ranks", this::run);
  }

  /** Begins to look. */
  public void start() {
    thread.start();
  }

  // ---- the program's thread --------------------------------------------------------------------

  /**
   * The program is at a safepoint.
   *
   * @param count its number in this attempt, from 1
   * @return the cut, where all capture here
   */
  public Optional<Cut> at(long count) {
    Optional<Cut> planned = plan.at(count);
    Optional<Cut> cut = planned.isPresent() ? planned : fixed(count);
    cut.ifPresent(this::capture);
    return cut;
  }

  private Optional<Cut> fixed(long count) {
    if (terms.stopAfter() > 0 && count >= terms.stopAfter()) {
      return Optional.of(
          new Cut(count, CheckpointReason.STOP, StopCause.REQUESTED, Duration.ZERO, Duration.ZERO));
    } else if (count == 1) {
      return Optional.of(Cut.fixed(count, CheckpointReason.FIRST));
    } else if (terms.every() > 0 && count % terms.every() == 0) {
      return Optional.of(Cut.fixed(count, CheckpointReason.SAFEPOINTS));
    }
    return Optional.empty();
  }

  /** The next safepoint that it has to be told of. */
  public long next(long count) {
    long next = plan.next(count);
    if (terms.every() > 0) {
      next = Math.min(next, (count / terms.every() + 1) * terms.every());
    }
    return terms.stopAfter() > 0 ? Math.min(next, terms.stopAfter()) : next;
  }

  /** A cut at which the program itself is, as all others are. */
  public Cut here(long count, CheckpointReason reason) {
    Cut cut = Cut.fixed(count, reason);
    capture(cut);
    return cut;
  }

  private void capture(Cut cut) {
    known.put(cut.safepoint(), cut);
    own.set(new OwnPart(cut.safepoint(), clock.nanos(), -1));
  }

  /** This rank has nothing more to compute: returns once it need not take part any more. */
  public void leave(long count) {
    plan.leave(count);
  }

  // ---- wishes ----------------------------------------------------------------------------------

  /** Somebody wants something of all ranks. */
  public void wish(Wish wish) {
    board.wish(wish);
  }

  /** By a collective: whoever is asked next tells all. */
  private Optional<Wish> toBeAgreed() {
    Optional<Wish> mine = mayAsk ? board.wanted() : Optional.empty();
    if (mine.isPresent()) {
      board.serve();
    }
    return mine;
  }

  /** What this rank's threads tell one another. */
  NewsBoard board() {
    return board;
  }

  // ---- parts -----------------------------------------------------------------------------------

  /** A part of this rank's is durable. */
  public void report(PartReport part) throws IOException {
    String topic = part.file().ended() ? Topics.ENDS : Cut.subject(part.file().safepoint());
    votes.cast(topic, seat.rank(), part.answer());
    hasEnded |= part.file().ended();
    isWritten(part.file().safepoint());
    board.wake();
  }

  private void isWritten(long safepoint) {
    OwnPart unused =
        own.updateAndGet(
            captured ->
                captured.safepoint() == safepoint
                    ? new OwnPart(safepoint, captured.capturedNanos(), clock.nanos())
                    : captured);
  }

  /** A part of this rank's could not be saved. */
  public void failed(Cut cut, String why) throws IOException {
    isWritten(cut.safepoint()); // or rank 0 would wait for itself
    String topic = Cut.subject(cut.safepoint());
    try {
      votes.cast(topic, seat.rank(), PartReport.FAILED, why);
    } catch (IOException e) {
      votes.cast(topic, seat.rank(), PartReport.FAILED); // a full disk has room for a name
    }
    board.wake();
  }

  /** Waits until another rank has said something of a cut, or nothing comes of that. */
  public void awaitPartOf(int rank, Cut cut) throws IOException {
    String subject = Cut.subject(cut.safepoint());
    long until = clock.nanos() + terms.patience().multipliedBy(PATIENCE_FOR_NEWS).toNanos();
    Duration pause = quick();
    while (clock.nanos() - until < 0 && !hasSaid(rank, subject) && board.awaitTurn(pause)) {
      pause = longer(pause);
    }
  }

  private boolean hasSaid(int rank, String subject) throws IOException {
    return votes.of(subject).containsKey(rank)
        || votes.of(Topics.ENDS).containsKey(rank)
        || Decisions.subjectsIn(decisions.list()).contains(subject);
  }

  private Duration longer(Duration pause) {
    return atMostPoll(pause.multipliedBy(2));
  }

  private Duration atMostPoll(Duration pause) {
    return pause.compareTo(terms.poll()) < 0 ? pause : terms.poll();
  }

  /** Waits until it is known what became of a cut; at a stop not for ever. */
  public News await(Cut cut) {
    Duration wait = cut.others().isZero() ? terms.patience() : cut.others();
    // Others may have more to write, and rank 0 waits for them: as long as it ever did, and more.
    wait = wait.plusNanos(2 * longestWait);
    wait = wait.plus(own.get().took().multipliedBy(2L * terms.turns() * Coordinator.MOST_UNEVEN));
    Duration patience =
        cut.isStop()
            ? wait.plus(terms.patience())
            : wait.plus(terms.patience().multipliedBy(PATIENCE_FOR_NEWS));
    long begun = clock.nanos();
    Optional<News> found = board.await(Cut.subject(cut.safepoint()), patience);
    if (found.isPresent() && !cut.isStop()) {
      longestWait = Math.max(longestWait, clock.nanos() - begun);
    }
    return found.orElseGet(
        () -> board.isClosed() ? News.nothing("the run was closed") : giveUp(cut, patience));
  }

  /** Waits until every rank has ended, or all stop; empty where this was closed before. */
  public Optional<News> awaitEnd() {
    return board.await(Topics.COMPLETE, Duration.ofDays(10_000));
  }

  /** At a stop nobody stays for ever: whoever decides first is obeyed by all. */
  News giveUp(Cut cut, Duration patience) {
    String why =
        seat.describe() + " has waited " + patience.toSeconds() + " s for what becomes of it";
    if (!cut.isStop()) {
      return News.nothing(why);
    }
    String subject = Cut.subject(cut.safepoint());
    boolean said = false;
    while (true) {
      try {
        return News.parse(decisions.decide(subject, News.NOTHING + why));
      } catch (IOException e) {
        // Some would stop and others go on: it stays until it can tell them, or is told.
        if (!said) {
          said = true;
          told.trouble(e);
        }
        Optional<News> found = board.await(subject, terms.poll());
        if (found.isPresent() || board.isClosed()) {
          return found.orElseGet(() -> News.nothing("the run was closed"));
        }
      }
    }
  }

  // ---- looking around --------------------------------------------------------------------------

  private void run() {
    Duration pause = QUICK;
    while (board.awaitTurn(pause)) {
      try {
        turn();
        lastTrouble = "";
      } catch (Throwable e) {
        // Memory running out included: without this thread there is neither checkpoint nor stop.
        sayTrouble(e);
      }
      pause = board.isSomethingUnderWay() ? quick() : longer(pause);
    }
  }

  private void sayTrouble(Throwable trouble) {
    try {
      if (!lastTrouble.equals(trouble.toString())) {
        lastTrouble = trouble.toString();
        told.trouble(trouble);
      }
    } catch (Throwable e) {
      lastTrouble = ""; // it is tried again at the next look
    }
  }

  private Duration quick() {
    return atMostPoll(QUICK.plusNanos(seat.size() * LOOK_NANOS));
  }

  /** Looks once. */
  void turn() throws IOException {
    Set<String> names = decisions.list();
    Set<String> subjects = Decisions.subjectsIn(names);
    Set<String> topics = Votes.topicsIn(names);
    if (announced.isPresent()) {
      lookForAnnouncement(announced.get(), subjects);
    }
    readNews(subjects);
    if (coordinator.isPresent()) {
      coordinate(coordinator.get(), subjects, topics);
    } else if (announced.isPresent()) {
      tellWishes();
    }
  }

  private void lookForAnnouncement(AnnouncedCuts cuts, Set<String> subjects) throws IOException {
    long found = Announcement.newest(subjects);
    if (found > newest) {
      String text = decisions.find(Announcement.subject(found)).orElse("");
      Optional<Announcement> announcement = Announcement.parse(found, text);
      newest = announcement.isPresent() ? found : newest;
      announcement.ifPresent(said -> take(cuts, said));
    }
    cuts.hasPassed(told.passed());
    Optional<AnnouncedCuts.Missed> missed = cuts.takeMissed();
    // Where it was there for another reason, it has a part of that.
    if (missed.isPresent() && !known.containsKey(missed.get().announcement().safepoint())) {
      votes.cast(
          Cut.subject(missed.get().announcement().safepoint()),
          seat.rank(),
          PartReport.LATE + missed.get().count());
    }
    if (cuts.isWaiting()) {
      told.summon();
    }
  }

  private void take(AnnouncedCuts cuts, Announcement said) {
    cuts.see(said);
    if (said.reason() == CheckpointReason.STOP && !stopTold) {
      stopTold = true;
      told.stop(said.cause());
    }
  }

  private void readNews(Set<String> subjects) throws IOException {
    Set<String> decided = board.awaited();
    decided.retainAll(subjects);
    for (String subject : decided) {
      decisions.find(subject).ifPresent(text -> board.post(subject, News.parse(text)));
    }
    known.keySet().removeIf(safepoint -> subjects.contains(Cut.subject(safepoint)));
  }

  private void tellWishes() throws IOException {
    Optional<Wish> wish = board.wanted();
    if (wish.isPresent()) {
      String topic = wish.get().stop() ? Topics.STOPS : Topics.WISHES + newest;
      votes.cast(topic, seat.rank(), wish.get().answer());
      board.handedOver(wish.get());
    }
  }

  private void coordinate(Coordinator leading, Set<String> subjects, Set<String> topics)
      throws IOException {
    long passed = told.passed();
    if (passed > 0) {
      leading.passed(passed, clock.nanos());
    }
    leading.gather(subjects, topics, known, own.get());
    Optional<Wish> wish = Wish.weightier(board.wanted(), leading.wishes(topics));
    mayAsk = leading.mayAnnounce(wish.orElse(Wish.CAPTURE));
    if (announced.isEmpty() || wish.isEmpty() || !mayAsk || passed == 0) {
      return;
    }
    Announcement said = leading.announce(wish.get());
    newest = said.number();
    take(announced.get(), said);
    told.summon();
    board.serve();
  }

  /** How long a stop takes from its wish until all are at the safepoint, more or less. */
  public Duration leadOfStop() {
    return announced.isEmpty() ? Duration.ZERO : terms.leastLead();
  }

  /**
   * This rank ends; whoever waits for news waits no more.
   *
   * @param early true where the others need to know that this rank will save nothing any more
   */
  public void close(boolean early) {
    board.close();
    LibraryThread.join(thread);
    if (early && !hasEnded) {
      try {
        votes.cast(Topics.GONE, seat.rank(), "");
      } catch (IOException e) {
        told.trouble(e);
      }
    }
  }
}
