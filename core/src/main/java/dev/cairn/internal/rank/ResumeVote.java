/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.RanksException;
import dev.cairn.internal.store.Decisions;
import dev.cairn.internal.store.Votes;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which checkpoint all ranks go on from: rank 0 proposes one after the other, each rank says
 * whether its part is whole, and what rank 0 then decides holds for all. Used by one thread.
 */
public final class ResumeVote {
  private static final String DECISION = "resume";
  private static final String PROPOSAL = "try-";
  private static final String YES = "yes";
  private static final String NO = "no";

  /** Neither this one nor an older one. */
  private static final String NEVER = "never";

  private static final String COMES = "comes";

  private static final String START = "start ";
  private static final String USE = "use ";
  private static final String FAIL = "fail ";

  /** The parts of others may be so much larger than that of rank 0. */
  private static final int MOST_UNEVEN = 20;

  private final RankSeat seat;
  private final Decisions decisions;
  private final Votes votes;
  private final RankClock clock;
  private final Duration patience;
  private int proposals;

  /** Says why a part cannot be used. */
  public interface Look {
    /** Why not; empty where every byte is as it should be. */
    Optional<String> trouble() throws IOException;
  }

  /** Says why the part of a checkpoint cannot be used. */
  public interface LookAt {
    /**
     * Why not; empty where every byte is as it should be.
     *
     * @throws RanksException if no other checkpoint of the run can be used either
     */
    Optional<String> trouble(String id) throws IOException, InterruptedException;
  }

  /**
   * What is decided.
   *
   * @param kind what
   * @param text which checkpoint, or why none
   */
  public record Decision(Kind kind, String text) {
    /** What can be decided. */
    public enum Kind {
      /** There is nothing to go on from. */
      START,
      /** All go on from a checkpoint. */
      USE,
      /** None can be used. */
      FAIL
    }
  }

  /** A wait that grows longer, and ends. */
  public static final class Waiting {
    private static final Duration LONG = Duration.ofSeconds(1);

    private final RankClock clock;
    private final long until;
    private final Duration longest;
    private Duration span;

    /**
     * Begins.
     *
     * @param size how many wait at once
     */
    public Waiting(RankClock clock, Duration patience, int size) {
      this.clock = clock;
      this.until = clock.nanos() + patience.toNanos();
      Duration turn = Duration.ofNanos(RankAgreement.LOOK_NANOS * size);
      this.span = Duration.ofMillis(5).plus(turn);
      this.longest = turn.compareTo(LONG) > 0 ? turn : LONG;
    }

    /** Waits a little; false where that has lasted too long. */
    public boolean pause() throws InterruptedException {
      if (clock.nanos() - until >= 0) {
        return false;
      }
      clock.sleep(span);
      Duration longer = span.multipliedBy(3).dividedBy(2);
      span = longer.compareTo(longest) < 0 ? longer : longest;
      return true;
    }
  }

  /**
   * Creates it.
   *
   * @param patience how long others are waited for that give no sign
   */
  public ResumeVote(
      RankSeat seat, Decisions decisions, Votes votes, RankClock clock, Duration patience) {
    this.seat = seat;
    this.decisions = decisions;
    this.votes = votes;
    this.clock = clock;
    this.patience = patience;
  }

  // ---- rank 0 ----------------------------------------------------------------------------------

  /**
   * Proposes a checkpoint.
   *
   * @param id which
   * @param look at the part of rank 0
   * @return why it cannot be used; empty where all can
   * @throws RanksException if a rank does not answer, or can go on from no checkpoint of the run
   */
  public Optional<String> propose(String id, Look look) throws IOException, InterruptedException {
    String topic = PROPOSAL + ++proposals;
    decisions.decide(topic, id);
    long begun = clock.nanos();
    Optional<String> mine = look.trouble();
    Duration took = Duration.ofNanos(clock.nanos() - begun);
    if (mine.isPresent()) {
      return Optional.of("rank 0: " + mine.get());
    }
    Waiting arriving = new Waiting(clock, patience, seat.size());
    Waiting reading =
        new Waiting(clock, patience.plus(took.multipliedBy(MOST_UNEVEN)), seat.size());
    while (true) {
      Map<Integer, String> said = votes.of(topic);
      Set<Integer> coming = votes.of(topic + COMES).keySet();
      Set<Integer> silent = new TreeSet<>();
      Set<Integer> busy = new TreeSet<>();
      for (int rank = 1; rank < seat.size(); rank++) {
        String answer = said.getOrDefault(rank, "");
        if (answer.equals(NO)) {
          return Optional.of("rank " + rank + ": " + votes.textOf(topic, rank, NO));
        } else if (answer.equals(NEVER)) {
          throw new RanksException("rank " + rank + ": " + votes.textOf(topic, rank, NEVER));
        } else if (!answer.equals(YES)) {
          (coming.contains(rank) ? busy : silent).add(rank);
        }
      }
      if (silent.isEmpty() && busy.isEmpty()) {
        return Optional.empty();
      }
      boolean goesOn = silent.isEmpty() ? reading.pause() : arriving.pause();
      if (!goesOn) {
        throw new RanksException(
            "checkpoint "
                + id
                + ": of "
                + seat.size()
                + " ranks these have not said whether their part can be read: "
                + (silent.isEmpty() ? busy : silent)
                + "; were all started, with the same CAIRN_LAUNCH_ID where that is set?");
      }
    }
  }

  /** All go on from the one that was proposed last. */
  public void use(String id) throws IOException {
    decisions.decide(DECISION, USE + id);
  }

  /** All start anew. */
  public void start() throws IOException {
    decisions.decide(DECISION, START);
  }

  /** None goes on; what cannot be said is not. */
  public void fail(String why) {
    try {
      decisions.decide(DECISION, FAIL + why);
    } catch (IOException e) {
      // The others have waited for long enough some time.
    }
  }

  // ---- the others ------------------------------------------------------------------------------

  /**
   * Looks at what rank 0 proposes until something is decided.
   *
   * @param look at the part of this rank
   */
  public Decision follow(LookAt look) throws IOException, InterruptedException {
    Waiting waiting = new Waiting(clock, patience, seat.size());
    while (true) {
      Set<String> subjects = Decisions.subjectsIn(decisions.list());
      if (subjects.contains(DECISION)) {
        Optional<String> decided = decisions.find(DECISION);
        if (decided.isPresent()) {
          return parse(decided.get());
        }
      }
      String topic = PROPOSAL + (proposals + 1);
      if (subjects.contains(topic)) {
        proposals++;
        long begun = clock.nanos();
        answer(topic, look);
        Duration took = Duration.ofNanos(clock.nanos() - begun);
        // Longer than rank 0 waits for others.
        Duration others = patience.multipliedBy(2).plus(took.multipliedBy(MOST_UNEVEN));
        waiting = new Waiting(clock, others, seat.size());
      } else if (!waiting.pause()) {
        throw new RanksException(
            seat.describe()
                + " has waited in vain for rank 0 to say which checkpoint all go on from");
      }
    }
  }

  private void answer(String topic, LookAt look) throws IOException, InterruptedException {
    votes.cast(topic + COMES, seat.rank(), "");
    Optional<String> trouble;
    try {
      trouble = look.trouble(decisions.find(topic).orElse(""));
    } catch (RanksException e) {
      votes.cast(topic, seat.rank(), NEVER, String.valueOf(e.getMessage()));
      return;
    } catch (IOException e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
    }
    if (trouble.isPresent()) {
      votes.cast(topic, seat.rank(), NO, trouble.get());
    } else {
      votes.cast(topic, seat.rank(), YES);
    }
  }

  private static Decision parse(String text) {
    if (text.startsWith(USE)) {
      return new Decision(Decision.Kind.USE, text.substring(USE.length()));
    } else if (text.startsWith(START)) {
      return new Decision(Decision.Kind.START, "");
    }
    return new Decision(
        Decision.Kind.FAIL, text.startsWith(FAIL) ? text.substring(FAIL.length()) : text);
  }
}
