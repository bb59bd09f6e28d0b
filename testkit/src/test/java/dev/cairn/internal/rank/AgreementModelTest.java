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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ranks that agree, in any order of what they do, with kills, and with what others have written
 * seen late: never two answers, never a hang, and a checkpoint only of the same safepoint of all.
 */
class AgreementModelTest {
  /** Of no length beside that of what they do: some lose it before others have done that. */
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final long LAST = 60;
  private static final int MOST_ROUNDS = 20_000;

  @TempDir(factory = dev.cairn.crash.InMemory.class)
  Path folder;

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  @Timeout(120)
  void shouldAgreeInAnyOrder(int size) throws Exception {
    explore(size, Integer.getInteger("cairn.it.schedules", 150));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4})
  @Tag("long")
  @Timeout(3600)
  void shouldAgreeInThousandsOfOrders(int size) throws Exception {
    explore(size, Integer.getInteger("cairn.it.schedules", 3000));
  }

  private void explore(int size, int schedules) throws Exception {
    long seed = Long.getLong("cairn.it.seed", System.nanoTime());
    System.out.println("seed of the schedules: -Dcairn.it.seed=" + seed);
    int stopped = 0;
    int committed = 0;
    int killed = 0;
    for (int i = 0; i < schedules; i++) {
      Path own = Files.createDirectory(folder.resolve(size + "-" + i));
      try (Schedule schedule = new Schedule(own, size, seed + i)) {
        schedule.run();
        stopped += schedule.isStopped() ? 1 : 0;
        committed += schedule.checkpoints.size();
        killed += schedule.isAnybodyDead() ? 1 : 0;
      }
    }
    System.out.printf(
        "schedules of %d ranks: %d, of which %d stopped and %d had a rank killed, with %d checkpoints%n",
        size, schedules, stopped, killed, committed);
    assertThat(stopped).isPositive();
    assertThat(killed).isPositive();
    assertThat(committed).isPositive();
  }

  private enum State {
    RUNNING,
    AT_STOP,
    ENDED,
    STOPPED,
    DEAD
  }

  /** One order of what they do. */
  private static final class Schedule implements AutoCloseable, Committer, RankClock {
    private final SplittableRandom random;
    private final long seed;
    private final List<RecordingFileSystem> views = new ArrayList<>();
    private final List<Rank> ranks = new ArrayList<>();

    /** What was decided of each cut, as each rank that heard of it was told. */
    private final Map<Long, News> answers = new HashMap<>();

    /** The safepoint of each checkpoint. */
    private final Map<Long, Long> checkpoints = new HashMap<>();

    private long nanos;
    private long number;

    Schedule(Path folder, int size, long seed) throws IOException {
      this.seed = seed;
      this.random = new SplittableRandom(seed);
      Owner owner = new Owner("host", "space", 1, 2, "nonce", 3, Map.of(), "launch");
      RunFolder run = new RunFolder(new DurableFiles(Sharing.PRIVATE), folder.resolve("run"));
      run.create();
      assertThat(run.claim(0, owner)).isPresent();
      double stale = random.nextInt(3) / 3.0;
      for (int rank = 0; rank < size; rank++) {
        RecordingFileSystem view = RecordingFileSystem.over(folder);
        view.seenThrough(new ClientCache(random.nextLong(), stale));
        views.add(view);
        EpochFolder attempt =
            new RunFolder(new DurableFiles(Sharing.PRIVATE), view.root().resolve("run"))
                .find("launch")
                .orElseThrow();
        ranks.add(new Rank(rank, size, attempt));
      }
    }

    void run() throws IOException {
      int actions = random.nextInt(50, 400);
      int killAt = random.nextInt(3) == 0 ? random.nextInt(actions) : -1;
      int stopAt = random.nextInt(2) == 0 ? random.nextInt(actions) : -1;
      for (int i = 0; i < actions; i++) {
        Rank rank = ranks.get(random.nextInt(ranks.size()));
        if (i == killAt) {
          rank.state = State.DEAD;
        }
        if (i == stopAt && rank.isAlive()) {
          rank.agreement.wish(Wish.stop(StopCause.TIME_LIMIT));
        }
        if (random.nextInt(20) == 0) {
          ranks.get(0).agreement.wish(Wish.CAPTURE);
        }
        act(rank, random.nextInt(8));
        nanos += random.nextLong(200_000_000);
      }
      comeToAnEnd();
    }

    private void act(Rank rank, int what) throws IOException {
      if (rank.isAlive()) {
        switch (what) {
          case 0, 1, 2 -> rank.agreement.turn();
          case 3, 4 -> rank.step();
          case 5 -> rank.write();
          case 6 -> rank.hear();
          default -> rank.losePatience();
        }
      }
    }

    /** In turns: whoever is alive ends, or waits for somebody who is dead. */
    private void comeToAnEnd() throws IOException {
      for (int round = 0; round < MOST_ROUNDS && !isOver(); round++) {
        for (Rank rank : ranks) {
          for (int what = 1; what < 8; what++) {
            act(rank, what);
          }
        }
        nanos += 20_000_000;
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

    private String describe() {
      StringBuilder text = new StringBuilder("-Dcairn.it.seed=" + seed);
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

    @Override
    public long commit(Cut cut, List<PartReport> parts) {
      assertThat(parts).hasSize(ranks.size());
      for (PartReport part : parts) {
        long safepoint = part.file().safepoint();
        boolean same =
            part.file().ended() ? safepoint <= cut.safepoint() : safepoint == cut.safepoint();
        assertThat(same).as(this::describe).isTrue();
      }
      checkpoints.put(++number, cut.safepoint());
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

    @Override
    public long nanos() {
      return nanos;
    }

    @Override
    public void sleep(Duration duration) {
      nanos += duration.toNanos();
    }

    @Override
    public void close() {
      views.forEach(RecordingFileSystem::close);
    }

    // ---- a rank
    // ----------------------------------------------------------------------------------

    private final class Rank implements RankAgreement.Told {
      private final int rank;
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
        this.agreement =
            new RankAgreement(
                new RankSeat(rank, size, "launch"),
                attempt.decisions(),
                attempt.votes(size),
                Optional.empty(),
                Schedule.this,
                Schedule.this,
                new RankAgreement.Terms(
                    PATIENCE, Duration.ofMillis(500), Duration.ofMillis(200), 0, 0, 1),
                this);
      }

      boolean isAlive() {
        return state != State.DEAD && state != State.STOPPED;
      }

      /** It needs what the others have told it at the step before. */
      boolean maySteps() {
        return state == State.RUNNING
            && next.isEmpty()
            && ranks.stream().allMatch(other -> other.count >= count || other.state == State.ENDED);
      }

      void step() throws IOException {
        if (!maySteps()) {
          return;
        }
        count++;
        if (count > LAST) {
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

      void write() throws IOException {
        capture();
        if (captured.isPresent() && pending.isEmpty()) {
          pending = captured;
          captured = Optional.empty();
          pendingSince = nanos;
          agreement.expect(Cut.subject(pending.get().safepoint()));
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

      void hear() {
        if (pending.isPresent()) {
          String subject = Cut.subject(pending.get().safepoint());
          Optional<News> news = agreement.take(subject);
          if (news.isPresent()) {
            heard(pending.get().safepoint(), news.get());
            become(news.get());
          } else {
            agreement.expect(subject);
          }
        }
      }

      void losePatience() {
        if (pending.isEmpty()) {
          return;
        }
        boolean stop = pending.get().isStop();
        Duration most = pending.get().others().plus(PATIENCE.multipliedBy(stop ? 1 : 11));
        if (nanos - pendingSince > most.toNanos()) {
          News news = agreement.giveUp(pending.get(), most);
          if (stop) {
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
      public void trouble(Exception trouble) {
        throw new AssertionError(describe(), trouble);
      }
    }
  }
}
