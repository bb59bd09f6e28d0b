/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Sharing;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.store.DurableFiles;
import dev.cairn.internal.store.EpochFolder;
import dev.cairn.internal.store.Owner;
import dev.cairn.internal.store.RunFolder;
import dev.cairn.spi.StopCause;
import dev.cairn.testkit.ClientCache;
import dev.cairn.testkit.RecordingFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntFunction;

/**
 * Ranks that agree, without threads: a test says what each of them does, and in which order. It
 * fails where two of them get different answers, where a checkpoint is not of the same safepoint of
 * all, and where one hangs.
 */
final class AgreementModel implements AutoCloseable {
  /** Of no length beside that of what they do: some lose it before others have done that. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  private static final int MOST_ROUNDS = 10_000;
  private static final Duration A_WHILE = Duration.ofMillis(100);

  /** What a rank can do. */
  enum Action {
    /** Looks around, as its thread does. */
    TURN,
    /** Its program goes on to the next safepoint. */
    STEP,
    /** Writes what it has captured, and says so. */
    WRITE,
    /** Looks whether it was told what became of that. */
    HEAR,
    /** Has waited for too long. */
    LOSE_PATIENCE
  }

  /** What a rank is doing. */
  enum State {
    RUNNING,
    AT_STOP,
    ENDED,
    STOPPED,
    DEAD
  }

  /** Tells a rank the time. */
  interface Skew {
    /** What its clock shows. */
    long shown(int rank, long nanos);
  }

  /**
   * How they are set up.
   *
   * @param last the safepoint after which each of them ends
   * @param terms how they agree
   * @param caches through what each of them sees the folder
   * @param skew what their clocks show
   */
  record Setup(long last, RankAgreement.Terms terms, IntFunction<ClientCache> caches, Skew skew) {}

  private final Setup setup;
  private final String name;
  private final List<RecordingFileSystem> views = new ArrayList<>();
  private final List<Rank> ranks = new ArrayList<>();

  /** What was decided of each cut, as each rank that heard of it was told. */
  private final Map<Long, News> answers = new HashMap<>();

  /** The safepoint of each checkpoint. */
  private final Map<Long, Long> checkpoints = new TreeMap<>();

  private long nanos;
  private boolean firstDiesOnceItHasCommitted;

  /**
   * Starts them.
   *
   * @param name by which a failure can be seen again
   */
  AgreementModel(Path folder, int size, String name, Setup setup) throws IOException {
    this.name = name;
    this.setup = setup;
    Owner owner = new Owner("host", "space", 1, 2, "nonce", 3, Map.of(), "launch");
    RunFolder run = new RunFolder(new DurableFiles(Sharing.PRIVATE), folder.resolve("run"));
    run.create();
    assertThat(run.claim(0, owner)).isPresent();
    for (int rank = 0; rank < size; rank++) {
      RecordingFileSystem view = RecordingFileSystem.over(folder);
      view.seenThrough(setup.caches().apply(rank));
      views.add(view);
      EpochFolder attempt =
          new RunFolder(new DurableFiles(Sharing.PRIVATE), view.root().resolve("run"))
              .find("launch")
              .orElseThrow();
      ranks.add(new Rank(rank, size, attempt));
    }
  }

  // ---- what a test does ------------------------------------------------------------------------

  void act(int rank, Action what) throws IOException {
    if (ranks.get(rank).isAlive()) {
      ranks.get(rank).act(what);
    }
  }

  /** True where that may change something. */
  boolean may(int rank, Action what) {
    return ranks.get(rank).isAlive() && ranks.get(rank).may(what);
  }

  void kill(int rank) {
    ranks.get(rank).state = State.DEAD;
  }

  void wish(int rank, Wish wish) {
    if (ranks.get(rank).isAlive()) {
      ranks.get(rank).agreement.wish(wish);
    }
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }

  // ---- what a test sees ------------------------------------------------------------------------

  int size() {
    return ranks.size();
  }

  State state(int rank) {
    return ranks.get(rank).state;
  }

  /** The safepoint that the furthest has come to. */
  long furthest() {
    return ranks.stream().mapToLong(rank -> rank.count).max().orElse(0);
  }

  int checkpoints() {
    return checkpoints.size();
  }

  /** All that what happens from here on depends on, but for the files. */
  Object[] parts() {
    List<Object> parts = new ArrayList<>(List.of(checkpoints, nanos));
    for (Rank rank : ranks) {
      parts.addAll(
          Arrays.asList(
              rank.state,
              rank.count,
              rank.next,
              rank.captured,
              rank.pending,
              rank.pendingSince,
              rank.agreement));
    }
    return parts.toArray();
  }

  /** Rank 0 tells nobody any more of the next checkpoint that it makes. */
  void killFirstOnceItHasCommitted() {
    firstDiesOnceItHasCommitted = true;
  }

  /** In turns: whoever is alive ends, or waits for somebody who is dead. */
  void comeToAnEnd() throws IOException {
    for (int round = 0; round < MOST_ROUNDS && !isOver(); round++) {
      for (int rank = 0; rank < ranks.size(); rank++) {
        for (Action what : Action.values()) {
          act(rank, what);
        }
      }
      pass(A_WHILE);
    }
    assertThat(isOver()).as(this::describe).isTrue();
    long ends = ranks.stream().filter(rank -> rank.state == State.ENDED).count();
    if (!isAnybodyDead() && isStopped()) {
      assertThat(ranks)
          .as(this::describe)
          .allMatch(rank -> rank.state == State.STOPPED || rank.state == State.ENDED);
    } else if (!isAnybodyDead()) {
      assertThat(ends).as(this::describe).isEqualTo(ranks.size());
    }
  }

  private boolean isOver() {
    boolean blocked = isAnybodyDead();
    for (Rank rank : ranks) {
      boolean done =
          rank.state == State.ENDED
              || rank.state == State.STOPPED
              || rank.state == State.DEAD
              || (blocked && rank.state == State.RUNNING && !rank.maySteps());
      if (!done) {
        return false;
      }
    }
    return true;
  }

  boolean isAnybodyDead() {
    return ranks.stream().anyMatch(rank -> rank.state == State.DEAD);
  }

  boolean isStopped() {
    return ranks.stream().anyMatch(rank -> rank.state == State.STOPPED);
  }

  String describe() {
    StringBuilder text = new StringBuilder(name);
    ranks.forEach(rank -> text.append(" ").append(rank.state).append("@").append(rank.count));
    return text.append(" ").append(answers).toString();
  }

  // ---- what all see of it --------------------------------------------------------------------

  private void heard(long safepoint, News news) {
    News before = answers.putIfAbsent(safepoint, news);
    if (before != null) {
      assertThat(news.kind()).as(this::describe).isEqualTo(before.kind());
      assertThat(news.checkpoint()).as(this::describe).isEqualTo(before.checkpoint());
    }
    if (news.kind() == News.Kind.COMMITTED || news.kind() == News.Kind.STOP) {
      assertThat(checkpoints).as(this::describe).containsEntry(news.checkpoint(), safepoint);
    }
  }

  /** What is made by rank 0. */
  private final class Commits implements Committer {
    @Override
    public long commit(Cut cut, List<PartReport> parts) {
      assertThat(parts).hasSize(ranks.size());
      for (PartReport part : parts) {
        long safepoint = part.file().safepoint();
        boolean same =
            part.file().ended() ? safepoint <= cut.safepoint() : safepoint == cut.safepoint();
        assertThat(same).as(AgreementModel.this::describe).isTrue();
      }
      long number = checkpoints.size() + 1L;
      checkpoints.put(number, cut.safepoint());
      if (firstDiesOnceItHasCommitted) {
        throw new Died();
      }
      return number;
    }

    @Override
    public void requireOwn() {}

    @Override
    public void prune(long newest, boolean complete) {}

    @Override
    public String whatDiffers(List<PartReport> parts) {
      return "nothing";
    }
  }

  /** A rank does nothing more from here on. */
  private static final class Died extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** The time as a rank sees it. */
  private final class Clock implements RankClock {
    private final int rank;

    Clock(int rank) {
      this.rank = rank;
    }

    @Override
    public long nanos() {
      return setup.skew().shown(rank, nanos);
    }

    @Override
    public void sleep(Duration duration) {
      nanos += duration.toNanos();
    }
  }

  @Override
  public void close() {
    views.forEach(RecordingFileSystem::close);
  }

  // ---- a rank ------------------------------------------------------------------------------

  private final class Rank implements RankAgreement.Told {
    private final int rank;
    private final RankClock clock;
    private final RankAgreement agreement;
    private State state = State.RUNNING;
    private long count;

    /** Where it is, and the one before is not done with. */
    private Optional<Cut> next = Optional.empty();

    /** Captured, and not written yet. */
    private Optional<Cut> captured = Optional.empty();

    /** Written, and not heard of yet. */
    private Optional<Cut> pending = Optional.empty();

    private long pendingSince;

    Rank(int rank, int size, EpochFolder attempt) {
      this.rank = rank;
      this.clock = new Clock(rank);
      this.agreement =
          new RankAgreement(
              new RankSeat(rank, size, "launch"),
              attempt.decisions(),
              attempt.votes(size),
              Optional.empty(),
              new Commits(),
              clock,
              setup.terms(),
              this);
    }

    boolean isAlive() {
      return state != State.DEAD && state != State.STOPPED;
    }

    void act(Action what) throws IOException {
      switch (what) {
        case TURN -> turn();
        case STEP -> step();
        case WRITE -> write();
        case HEAR -> hear();
        case LOSE_PATIENCE -> losePatience();
      }
    }

    boolean may(Action what) {
      return switch (what) {
        case TURN -> true;
        case STEP -> maySteps();
        case WRITE -> pending.isEmpty() && (captured.isPresent() || next.isPresent());
        case HEAR -> pending.isPresent();
        case LOSE_PATIENCE ->
            pending.isPresent() && clock.nanos() - pendingSince > most().toNanos();
      };
    }

    private void turn() throws IOException {
      try {
        agreement.turn();
      } catch (Died e) {
        state = State.DEAD;
      }
    }

    /** It needs what the others have told it at the step before. */
    boolean maySteps() {
      return state == State.RUNNING
          && next.isEmpty()
          && ranks.stream().allMatch(other -> other.count >= count || other.state == State.ENDED);
    }

    private void step() throws IOException {
      if (!maySteps()) {
        return;
      }
      count++;
      if (count > setup.last()) {
        state = State.ENDED;
        agreement.report(report(count, true));
        return;
      }
      Optional<Cut> cut = agreement.at(count);
      if (cut.isPresent()) {
        next = cut;
        capture();
        state = cut.get().isStop() ? State.AT_STOP : State.RUNNING;
      }
    }

    /** The program stays there until the one before is done with. */
    private void capture() {
      if (next.isPresent() && captured.isEmpty() && pending.isEmpty()) {
        captured = next;
        next = Optional.empty();
      }
    }

    private void write() throws IOException {
      capture();
      if (captured.isPresent() && pending.isEmpty()) {
        pending = captured;
        captured = Optional.empty();
        pendingSince = clock.nanos();
        agreement.board().expect(Cut.subject(pending.get().safepoint()));
        agreement.report(report(pending.get().safepoint(), false));
      }
    }

    private PartReport report(long safepoint, boolean ended) {
      return new PartReport(
          new RankEntry.PartFile(
              rank, safepoint, new UUID(rank, safepoint), 1, safepoint, ended, 0, 0),
          !ended && pending.filter(Cut::isStop).isPresent(),
          0,
          0,
          1,
          0);
    }

    private void hear() {
      if (pending.isPresent()) {
        String subject = Cut.subject(pending.get().safepoint());
        Optional<News> news = agreement.board().take(subject);
        if (news.isPresent()) {
          heard(pending.get().safepoint(), news.get());
          become(news.get());
        } else {
          agreement.board().expect(subject);
        }
      }
    }

    private Duration most() {
      return pending.get().others().plus(PATIENCE.multipliedBy(pending.get().isStop() ? 1 : 11));
    }

    private void losePatience() {
      if (may(Action.LOSE_PATIENCE)) {
        News news = agreement.giveUp(pending.get(), most());
        if (pending.get().isStop()) {
          heard(pending.get().safepoint(), news); // else nobody else is told
        }
        become(news);
      }
    }

    private void become(News news) {
      boolean stops = news.kind() == News.Kind.STOP || news.kind() == News.Kind.UNSAVED;
      if (stops) {
        assertThat(pending.get().isStop() || count >= pending.get().safepoint()).isTrue();
        state = State.STOPPED;
      } else if (state == State.AT_STOP && pending.get().isStop()) {
        state = State.RUNNING;
      }
      pending = Optional.empty();
    }

    @Override
    public void summon() {}

    @Override
    public long passed() {
      return count;
    }

    @Override
    public void stop(StopCause cause) {}

    @Override
    public void warn(String text) {}

    @Override
    public void trouble(Throwable trouble) {
      throw new AssertionError(describe(), trouble);
    }
  }
}
