/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.internal.rank.AgreementModel.Action;
import dev.cairn.internal.rank.AgreementModel.State;
import dev.cairn.testkit.ClientCache;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * All orders of what ranks do that agree on a stop at their first safepoint, with a kill at any
 * moment, with delays that are longer than anybody waits, and with listings that are old: never two
 * answers, and from wherever they are, they come to an end. States that have been met before are
 * not gone on from a second time.
 */
class AgreementInterleavingsTest {
  /** After that each of them ends. */
  private static final long LAST = 1;

  private static final Duration STEP = Duration.ofMillis(100);

  /** Longer than any rank waits. */
  private static final Duration DELAY = Duration.ofSeconds(5);

  @TempDir(factory = dev.cairn.crash.InMemory.class)
  Path folder;

  private int replays;

  /**
   * How much may go wrong.
   *
   * @param kills of ranks
   * @param delays of all
   * @param old looks that are answered from a cache
   */
  private record Budget(int kills, int delays, int old) {}

  /** One thing that happens. */
  private record Move(What what, int rank) {}

  private enum What {
    TURN,
    OLD_TURN,
    STEP,
    WRITE,
    LOSE_PATIENCE,
    KILL,
    KILL_ONCE_COMMITTED,
    DELAY
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 0, 0", "3, 1, 0, 0"})
  @Timeout(240)
  void shouldAgreeInEachOrder(int size, int kills, int delays, int old) throws Exception {
    explore(size, new Budget(kills, delays, old));
  }

  @ParameterizedTest
  @CsvSource({"4, 1, 0, 0", "2, 1, 1, 0", "2, 1, 0, 1", "3, 1, 0, 1"})
  @Tag("long")
  @Timeout(7200)
  void shouldAgreeInEachOrderOfMore(int size, int kills, int delays, int old) throws Exception {
    explore(size, new Budget(kills, delays, old));
  }

  private void explore(int size, Budget budget) throws Exception {
    Set<String> met = new HashSet<>();
    Deque<List<Move>> open = new ArrayDeque<>(List.of(List.of()));
    TreeMap<String, Integer> ends = new TreeMap<>();
    long deepest = 0;
    while (!open.isEmpty()) {
      List<Move> path = open.pop();
      deepest = Math.max(deepest, path.size());
      for (Move move : movesFrom(size, budget, path)) {
        List<Move> longer = new ArrayList<>(path);
        longer.add(move);
        try (Replay replay = new Replay(size, budget, longer)) {
          if (replay.isPossible() && met.add(replay.text())) {
            open.push(longer);
            ends.merge(replay.end(), 1, Integer::sum);
          }
        }
      }
    }
    System.out.printf(
        "%d ranks, %s: %d states, up to %d moves deep; they end with %s%n",
        size, budget, met.size(), deepest, ends);
    if (budget.kills() + budget.delays() > 0) {
      assertThat(ends.keySet()).as("they end in more than one way").hasSizeGreaterThan(1);
    }
  }

  /** Those that may change something. */
  private List<Move> movesFrom(int size, Budget budget, List<Move> path) throws IOException {
    try (Replay here = new Replay(size, budget, path)) {
      return moves(size).stream().filter(here::mayDo).toList();
    }
  }

  private static List<Move> moves(int size) {
    List<Move> moves = new ArrayList<>();
    for (What what : What.values()) {
      boolean ofAll = what == What.DELAY || what == What.KILL_ONCE_COMMITTED;
      for (int rank = 0; rank < (ofAll ? 1 : size); rank++) {
        moves.add(new Move(what, rank));
      }
    }
    return moves;
  }

  /** What some moves lead to. */
  private final class Replay implements AutoCloseable {
    private final Path own;
    private final AgreementModel model;
    private final List<ClientCache> caches = new ArrayList<>();
    private final List<Move> path;
    private int kills;
    private int delays;
    private int old;
    private boolean looksBack;
    private boolean answeredFromMemory;
    private boolean possible = true;
    private long steps;

    Replay(int size, Budget budget, List<Move> path) throws IOException {
      this.path = path;
      this.kills = budget.kills();
      this.delays = budget.delays();
      this.old = budget.old();
      this.own = Files.createDirectory(folder.resolve("replay-" + replays++));
      this.model =
          new AgreementModel(
              own,
              size,
              path.toString(),
              new AgreementModel.Setup(
                  LAST,
                  new RankAgreement.Terms(
                      AgreementModel.PATIENCE,
                      Duration.ofMillis(50),
                      Duration.ofMillis(200),
                      0,
                      1,
                      1),
                  this::newCache,
                  (rank, nanos) -> nanos));
      for (Move move : path) {
        make(move);
      }
    }

    boolean mayDo(Move move) {
      boolean alive = model.state(move.rank()) != State.DEAD;
      return switch (move.what()) {
        case TURN -> alive && model.state(move.rank()) != State.STOPPED;
        case OLD_TURN -> alive && old > 0;
        case STEP -> model.may(move.rank(), Action.STEP);
        case WRITE -> model.may(move.rank(), Action.WRITE);
        case LOSE_PATIENCE -> model.may(move.rank(), Action.LOSE_PATIENCE);
        case KILL, KILL_ONCE_COMMITTED -> alive && kills > 0;
        case DELAY -> delays > 0;
      };
    }

    private ClientCache newCache(int rank) {
      ClientCache cache = new ClientCache(this::isFromMemory);
      caches.add(cache);
      return cache;
    }

    private boolean isFromMemory() {
      answeredFromMemory |= looksBack;
      return looksBack;
    }

    private void make(Move move) throws IOException {
      switch (move.what()) {
        case TURN -> turn(move.rank());
        case STEP -> model.act(move.rank(), Action.STEP);
        case WRITE -> model.act(move.rank(), Action.WRITE);
        case LOSE_PATIENCE -> model.act(move.rank(), Action.LOSE_PATIENCE);
        case OLD_TURN -> oldTurn(move.rank());
        case KILL -> {
          kill(move.rank());
          model.kill(move.rank());
        }
        case KILL_ONCE_COMMITTED -> {
          kill(0);
          model.killFirstOnceItHasCommitted();
        }
        case DELAY -> {
          possible &= delays-- > 0;
          model.pass(DELAY);
        }
      }
      if (model.furthest() > steps) {
        model.pass(STEP.multipliedBy(model.furthest() - steps));
        steps = model.furthest();
      }
    }

    private void kill(int rank) {
      State state = model.state(rank);
      possible &= kills-- > 0 && state != State.DEAD && state != State.STOPPED;
    }

    /** What it hears is of no account to others: in which order that is does not matter. */
    private void turn(int rank) throws IOException {
      model.act(rank, Action.TURN);
      model.act(rank, Action.HEAR);
    }

    private void oldTurn(int rank) throws IOException {
      looksBack = true;
      answeredFromMemory = false;
      turn(rank);
      looksBack = false;
      possible &= old-- > 0 && answeredFromMemory;
    }

    boolean isPossible() {
      return possible;
    }

    /** All that what follows depends on. */
    String text() throws IOException {
      StringBuilder text = new StringBuilder();
      text.append(kills).append(' ').append(delays).append(' ').append(old);
      text.append(StateText.of(model.parts()));
      if (old > 0) {
        caches.forEach(cache -> text.append(cache.toString().replace(own.toString(), "")));
      }
      try (Stream<Path> files = Files.walk(own)) {
        for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
          String name = own.relativize(file).toString();
          if (name.contains("agree")) {
            text.append(name).append('=').append(Files.readString(file)).append(';');
          }
        }
      }
      return text.toString();
    }

    /** Lets them go on without further trouble; how they have ended. */
    String end() throws IOException {
      model.comeToAnEnd();
      return (model.isAnybodyDead() ? "a rank dead, " : "")
          + (model.isStopped() ? "a stop, " : "")
          + model.checkpoints()
          + " checkpoints";
    }

    @Override
    public void close() throws IOException {
      model.close();
      dev.cairn.crash.InMemory.delete(own);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }
}
