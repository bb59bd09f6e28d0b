/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.CheckpointReason;
import dev.cairn.internal.store.Decisions;
import dev.cairn.internal.store.Votes;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * What rank 0 does for all: it announces cuts, waits until every part of one is durable, commits,
 * and tells the others; or says that nothing comes of it. Used by one thread.
 *
 * <pre>
 *   wish -> announcement -> votes of cut-K -> commit -> decision cut-K
 * </pre>
 */
final class Coordinator {
  /** Stops that fail for another reason than that somebody came late. */
  private static final int MOST_FAILED_STOPS = 3;

  private static final int MOST_NAMED = 5;

  private final RankSeat seat;
  private final Decisions decisions;
  private final Votes votes;
  private final Committer committer;
  private final RankClock clock;
  private final Duration patience;
  private final Consumer<String> log;
  private final Pace pace = new Pace();
  private final Lead lead;

  /** By safepoint, since when somebody is there. */
  private final Map<Long, Long> since = new HashMap<>();

  private Announcement open;
  private long announced;
  private int stopTries;
  private int stopFailures;
  private boolean ended;
  private boolean goneSaid;

  Coordinator(
      RankSeat seat,
      Decisions decisions,
      Votes votes,
      Committer committer,
      RankClock clock,
      Duration patience,
      Duration leastLead,
      Consumer<String> log) {
    this.seat = seat;
    this.decisions = decisions;
    this.votes = votes;
    this.committer = committer;
    this.clock = clock;
    this.patience = patience;
    this.log = log;
    this.lead = new Lead(leastLead);
  }

  /** True once all have stopped, or the run is complete. */
  boolean isEnded() {
    return ended;
  }

  /** This rank has passed so many safepoints. */
  void passed(long count, long nanos) {
    pace.begin(nanos);
    pace.passed(seat.rank(), count, nanos);
  }

  /** What other ranks want that was not announced since. */
  Optional<Wish> wishes(Set<String> topics) throws IOException {
    Optional<Wish> found = Optional.empty();
    for (String topic : topics) {
      if (topic.equals(RankAgreement.STOPS) || topic.equals(RankAgreement.WISHES + announced)) {
        for (String answer : votes.of(topic).values()) {
          found = Wish.weightier(found, Wish.parse(answer));
        }
      }
    }
    return found;
  }

  /**
   * Looks after the cuts that somebody has come to.
   *
   * @param subjects what is decided
   * @param topics what somebody has something to say of
   * @param known cuts that this rank knows of, by safepoint
   */
  void gather(Set<String> subjects, Set<String> topics, Map<Long, Cut> known) throws IOException {
    Set<Long> cuts = new TreeSet<>();
    for (String topic : topics) {
      if (topic.matches("cut-\\d{1,18}") && !subjects.contains(topic)) {
        cuts.add(Long.parseLong(topic.substring("cut-".length())));
      }
    }
    if (open != null) {
      cuts.add(open.safepoint());
    }
    Map<Integer, String> gone =
        topics.contains(RankAgreement.GONE) ? votes.of(RankAgreement.GONE) : Map.of();
    Map<Integer, String> last =
        topics.contains(RankAgreement.ENDS) ? votes.of(RankAgreement.ENDS) : Map.of();
    sayGone(gone);
    for (long safepoint : cuts) {
      if (!ended) {
        Cut cut =
            open != null && open.safepoint() == safepoint
                ? open.cut(Duration.ZERO)
                : known.getOrDefault(safepoint, Cut.fixed(safepoint, reasonOf(safepoint)));
        gather(cut, last, gone);
      }
    }
    if (!ended && last.size() == seat.size()) {
      commitEnd(last);
    }
  }

  private static CheckpointReason reasonOf(long safepoint) {
    return safepoint == 1 ? CheckpointReason.FIRST : CheckpointReason.SAFEPOINTS;
  }

  private void sayGone(Map<Integer, String> gone) {
    if (!gone.isEmpty() && !goneSaid) {
      goneSaid = true;
      log.accept(
          named(gone.keySet())
              + " has closed the run before it was complete; without it there are no further checkpoints");
    }
  }

  private void gather(Cut cut, Map<Integer, String> last, Map<Integer, String> gone)
      throws IOException {
    long now = clock.nanos();
    long begun = since.computeIfAbsent(cut.safepoint(), unseen -> now);
    pace.begin(now);
    Map<Integer, String> said = votes.of(Cut.subject(cut.safepoint()));
    List<PartReport> parts = new ArrayList<>();
    Map<Integer, String> without = new TreeMap<>();
    Set<Integer> missing = new TreeSet<>();
    for (int rank = 0; rank < seat.size(); rank++) {
      String answer = said.getOrDefault(rank, last.get(rank));
      Optional<PartReport> part =
          answer == null ? Optional.empty() : PartReport.parse(rank, answer);
      if (part.isPresent()) {
        parts.add(part.get());
        seen(cut, part.get(), now);
      } else if (answer != null || gone.containsKey(rank)) {
        without.put(rank, answer == null ? "gone" : answer);
        missed(rank, answer, now);
      } else {
        missing.add(rank);
      }
    }
    if (!without.isEmpty()) {
      giveUp(cut, whyWithout(cut, without), without.values().stream().allMatch(this::isLate));
    } else if (missing.isEmpty()) {
      commit(cut, parts);
    } else if (now - begun > allowed(cut).toNanos()) {
      giveUp(
          cut,
          named(missing)
              + " has not come to safepoint "
              + cut.safepoint()
              + " within "
              + allowed(cut).toMillis()
              + " ms of the others",
          true);
    }
  }

  private Duration allowed(Cut cut) {
    return cut.others().isZero()
        ? patience
        : cut.others().plus(cut.isStop() ? Duration.ZERO : patience);
  }

  private void seen(Cut cut, PartReport part, long now) {
    if (part.file().ended()) {
      return;
    }
    if (cut.safepoint() > 1) {
      pace.passed(part.file().rank(), cut.safepoint(), now);
    }
    if (open != null && open.safepoint() == cut.safepoint()) {
      lead.seen(open.lead(), Duration.ofMillis(part.knownMillis()));
    }
  }

  private void missed(int rank, String answer, long now) {
    if (answer != null && isLate(answer)) {
      pace.passed(rank, Long.parseLong(answer.substring(RankAgreement.LATE.length())), now);
    }
  }

  private boolean isLate(String answer) {
    return answer.matches(RankAgreement.LATE + "\\d{1,18}");
  }

  private String whyWithout(Cut cut, Map<Integer, String> without) {
    Map.Entry<Integer, String> first = without.entrySet().iterator().next();
    String rank = named(without.keySet());
    if (isLate(first.getValue())) {
      return rank + " had passed safepoint " + cut.safepoint() + " when the announcement was seen";
    }
    String text = votes.textOf(Cut.subject(cut.safepoint()), first.getKey(), first.getValue());
    return rank
        + (text.isEmpty() ? " has closed the run" : " could not save what is to be saved: " + text);
  }

  private static String named(Set<Integer> ranks) {
    String some =
        ranks.stream().limit(MOST_NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    int more = ranks.size() - MOST_NAMED;
    return (ranks.size() == 1 ? "rank " : "ranks ")
        + some
        + (more > 0 ? " and " + more + " more" : "");
  }

  private void commit(Cut cut, List<PartReport> parts) throws IOException {
    long sum = parts.stream().mapToLong(PartReport::messages).sum();
    if (sum != 0) { // guard: cut
      giveUp(cut, committer.whatDiffers(parts), false);
      return;
    }
    long number;
    try {
      number = committer.commit(cut, parts);
    } catch (IOException e) {
      giveUp(cut, "the checkpoint could not be written: " + e, false);
      return;
    }
    String wanted = (cut.isStop() ? News.STOP : News.COMMITTED) + number;
    String decided = decisions.decide(Cut.subject(cut.safepoint()), wanted);
    ended |= cut.isStop() && decided.equals(wanted);
    stopTries += cut.isStop() ? 1 : 0;
    close(cut);
    if (!cut.isStop()) {
      committer.prune(number, false);
    }
  }

  private void giveUp(Cut cut, String why, boolean late) throws IOException {
    boolean failedStop = cut.isStop() && !late;
    stopFailures += failedStop ? 1 : 0;
    stopTries += cut.isStop() ? 1 : 0;
    boolean enough = failedStop && (goneSaid || stopFailures >= MOST_FAILED_STOPS);
    String wanted = (enough ? News.UNSAVED : News.NOTHING) + why;
    committer.requireOwn();
    String decided = decisions.decide(Cut.subject(cut.safepoint()), wanted);
    ended |= enough && decided.equals(wanted);
    log.accept("no checkpoint at safepoint " + cut.safepoint() + ": " + why);
    close(cut);
  }

  private void close(Cut cut) throws IOException {
    since.remove(cut.safepoint());
    if (open != null && open.safepoint() == cut.safepoint()) {
      open = null;
    }
  }

  private void commitEnd(Map<Integer, String> last) throws IOException {
    List<PartReport> parts = new ArrayList<>();
    last.forEach((rank, answer) -> PartReport.parse(rank, answer).ifPresent(parts::add));
    if (parts.size() < seat.size()) {
      return;
    }
    // Nobody computes on from there: a message that was never received is not missed.
    long most = parts.stream().mapToLong(part -> part.file().safepoint()).max().orElse(0);
    long number = committer.commit(Cut.fixed(most, CheckpointReason.COMPLETE), parts);
    ended = true;
    committer.prune(number, true); // the programs may end as soon as they are told
    decisions.decide(RankAgreement.COMPLETE, News.COMMITTED + number);
  }

  /** True where nothing is under way. */
  boolean mayAnnounce(Wish wish) {
    return open == null && since.isEmpty() && !ended && (wish.stop() || !goneSaid);
  }

  /**
   * Announces a cut.
   *
   * @param wish what for
   * @return what was said
   */
  Announcement announce(Wish wish) throws IOException {
    long now = clock.nanos();
    pace.begin(now);
    Duration ahead = wish.stop() ? lead.ofStop(stopTries) : lead.ordinary();
    long safepoint = pace.ahead(ahead, now);
    Duration wait = pace.until(safepoint, now).multipliedBy(2).plus(patience);
    Announcement wanted =
        new Announcement(
            announced + 1,
            safepoint,
            wish.stop() ? CheckpointReason.STOP : CheckpointReason.INTERVAL,
            wish.stop() ? wish.cause() : StopCause.UNKNOWN,
            ahead,
            wait);
    committer.requireOwn();
    String decided = decisions.decide(wanted.subject(), wanted.text());
    announced++;
    open = Announcement.parse(announced, decided).orElse(wanted);
    since.put(open.safepoint(), now);
    return open;
  }
}
