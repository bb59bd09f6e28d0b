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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

  private static final String LATE_AT_ITS_END = PartReport.LATE + "0";

  /** The part of one rank may take so much longer than that of another. */
  static final int MOST_UNEVEN = 4;

  /** Each time it is announced three times as far ahead. */
  private static final int MOST_LATE_IN_A_ROW = 8;

  private static final int MOST_NAMED = 5;
  private static final int MOST_FAILED_ENDS = 8;

  /** What was decided is remembered for those who are late, for so many cuts. */
  private static final int REMEMBERED = 32;

  private final RankSeat seat;
  private final Decisions decisions;
  private final Votes votes;
  private final Committer committer;
  private final RankClock clock;
  private final Duration patience;
  private final int turns;
  private final Consumer<String> log;
  private final Pace pace = new Pace();
  private final Lead lead;

  /** By safepoint, since when somebody is there. */
  private final Map<Long, Long> since = new HashMap<>();

  /** Checkpoints that are there, by safepoint, until that is said. */
  private final Map<Long, Long> committed = new HashMap<>();

  private final Deque<Long> closed = new ArrayDeque<>();
  private OwnPart own = new OwnPart(0, 0, 0);
  private int endFailures;
  private long endRetryNanos;
  private Announcement open;
  private long announced;
  private int lateInARow;
  private boolean triesAgain;
  private long furthestEnd;
  private int stopTries;
  private int stopFailures;
  private boolean goneSaid;

  /** What those are told who wait for the end of the run; empty until it has come to that. */
  private String lastWord = "";

  private boolean lastWordSaid;

  Coordinator(
      RankSeat seat,
      Decisions decisions,
      Votes votes,
      Committer committer,
      RankClock clock,
      Duration patience,
      Duration leastLead,
      int turns,
      Consumer<String> log) {
    this.seat = seat;
    this.decisions = decisions;
    this.votes = votes;
    this.committer = committer;
    this.clock = clock;
    this.patience = patience;
    this.turns = turns;
    this.log = log;
    this.lead = new Lead(leastLead);
  }

  /** This rank has passed so many safepoints. */
  void passed(long count, long nanos) {
    pace.begin(nanos);
    pace.passed(seat.rank(), count, nanos);
  }

  /** What other ranks want that was not announced since, or was and some saw it too late. */
  Optional<Wish> wishes(Set<String> topics) throws IOException {
    Optional<Wish> found = triesAgain ? Optional.of(Wish.CAPTURE) : Optional.empty();
    for (String topic : topics) {
      if (topic.equals(Topics.STOPS) || topic.equals(Topics.WISHES + announced)) {
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
   * @param ownPart the last part of this rank
   */
  void gather(Set<String> subjects, Set<String> topics, Map<Long, Cut> known, OwnPart ownPart)
      throws IOException {
    own = ownPart;
    sayLastWord();
    if (open != null && subjects.contains(Cut.subject(open.safepoint()))) {
      close(open.cut(Duration.ZERO)); // somebody else has decided, or we could not say it
    }
    Set<Long> cuts = new TreeSet<>();
    for (String topic : topics) {
      if (!subjects.contains(topic)) {
        Cut.safepointOf(topic).ifPresent(cuts::add);
      }
    }
    if (open != null) {
      cuts.add(open.safepoint());
    }
    Map<Integer, String> gone =
        new TreeMap<>(topics.contains(Topics.GONE) ? votes.of(Topics.GONE) : Map.of());
    Map<Integer, String> last = topics.contains(Topics.ENDS) ? votes.of(Topics.ENDS) : Map.of();
    gone.keySet().removeAll(last.keySet()); // it was closed while its last state was written
    sayGone(gone);
    furthestEnd = furthestOf(last);
    for (long safepoint : cuts) {
      if (lastWord.isEmpty()) {
        gather(cutAt(safepoint, known), last, gone);
      }
    }
    if (lastWord.isEmpty()) {
      lookForTheEnd(last, gone);
    }
  }

  private Cut cutAt(long safepoint, Map<Long, Cut> known) {
    if (open != null && open.safepoint() == safepoint) {
      return open.cut(Duration.ZERO);
    }
    Cut cut = known.get(safepoint);
    // Where this rank has come to its end the others may be at an ordinary cut.
    return cut == null || cut.reason() == CheckpointReason.COMPLETE
        ? Cut.fixed(safepoint, reasonOf(safepoint))
        : cut;
  }

  private void lookForTheEnd(Map<Integer, String> last, Map<Integer, String> gone)
      throws IOException {
    if (last.size() == seat.size()) {
      commitEnd(last);
    } else if (!gone.isEmpty() && last.size() + gone.size() >= seat.size()) {
      endWith(News.UNSAVED + named(gone.keySet()) + " has closed the run before it was complete");
    }
  }

  private static long furthestOf(Map<Integer, String> last) {
    long furthest = 0;
    for (Map.Entry<Integer, String> end : last.entrySet()) {
      Optional<PartReport> report = PartReport.parse(end.getKey(), end.getValue());
      furthest = Math.max(furthest, report.map(part -> part.file().safepoint()).orElse(0L));
    }
    return furthest;
  }

  /** Whoever waits for the end of the run waits no more. */
  private void endWith(String news) throws IOException {
    lastWord = news;
    sayLastWord();
  }

  /** Where it could not be said it is tried again. */
  private void sayLastWord() throws IOException {
    if (!lastWord.isEmpty() && !lastWordSaid) {
      String unused = decisions.decide(Topics.COMPLETE, lastWord);
      lastWordSaid = true;
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

  /**
   * What is said of a cut.
   *
   * @param parts of those that have saved theirs
   * @param without what others have said, which have none
   * @param missing who has not said anything
   */
  private record Standing(
      List<PartReport> parts, Map<Integer, String> without, Set<Integer> missing) {}

  private void gather(Cut known, Map<Integer, String> last, Map<Integer, String> gone)
      throws IOException {
    long now = clock.nanos();
    long begun = since.computeIfAbsent(known.safepoint(), unseen -> now);
    pace.begin(now);
    Map<Integer, String> said = votes.of(Cut.subject(known.safepoint()));
    // This rank may have ended, and not have been there when all agreed on it.
    boolean stays = said.values().stream().anyMatch(answer -> answer.startsWith(PartReport.STAY));
    Cut cut = stays && !known.isStop() ? known.asStop() : known;
    Standing standing = look(cut, said, last, gone, now);
    if (!standing.without().isEmpty()) {
      boolean late = standing.without().values().stream().allMatch(Coordinator::isLate);
      boolean isBeyondAnEnd = standing.without().containsValue(LATE_AT_ITS_END);
      triesAgain = late && !isBeyondAnEnd && ++lateInARow <= MOST_LATE_IN_A_ROW;
      giveUp(cut, whyWithout(cut, standing.without()), late);
    } else if (standing.missing().isEmpty()) {
      commit(cut, standing.parts());
    } else if (isTooLong(cut, begun, now)) {
      giveUp(
          cut,
          named(standing.missing())
              + " has not come to safepoint "
              + cut.safepoint()
              + " and saved what is to be saved within "
              + Duration.ofNanos(now - begun).toMillis()
              + " ms of the others",
          true);
    }
  }

  private Standing look(
      Cut cut,
      Map<Integer, String> said,
      Map<Integer, String> last,
      Map<Integer, String> gone,
      long now) {
    Standing standing = new Standing(new ArrayList<>(), new TreeMap<>(), new TreeSet<>());
    for (int rank = 0; rank < seat.size(); rank++) {
      String answer = answerOf(rank, cut, said, last);
      Optional<PartReport> part =
          answer == null ? Optional.empty() : PartReport.parse(rank, answer);
      if (part.isPresent()) {
        standing.parts().add(part.get());
        seen(cut, part.get(), now);
      } else if (answer != null || gone.containsKey(rank)) {
        standing.without().put(rank, answer == null ? "gone" : answer);
        missed(rank, answer, now);
      } else {
        standing.missing().add(rank);
      }
    }
    return standing;
  }

  /**
   * What a rank has said of a cut; of one that has ended that is its last state, unless it had
   * already passed the cut by then.
   */
  private static String answerOf(
      int rank, Cut cut, Map<Integer, String> said, Map<Integer, String> last) {
    String answer = said.get(rank);
    if (answer == null && last.containsKey(rank)) {
      Optional<PartReport> end = PartReport.parse(rank, last.get(rank));
      boolean isAfter = end.isEmpty() || end.get().file().safepoint() > cut.safepoint();
      if (isAfter) {
        return LATE_AT_ITS_END;
      }
      return last.get(rank);
    }
    boolean goesOn = answer != null && answer.startsWith(PartReport.PART);
    if (cut.isStop() && goesOn) {
      return PartReport.LATE + cut.safepoint();
    }
    return answer;
  }

  /** What it took to write the part of this rank says how long those of others may take. */
  private boolean isTooLong(Cut cut, long begun, long now) {
    Duration wait = cut.others().isZero() ? patience : cut.others();
    if (own.safepoint() == cut.safepoint()) {
      if (own.writtenNanos() < 0) {
        return false; // this rank is not done itself
      }
      Duration writing = own.took().multipliedBy((long) MOST_UNEVEN * turns);
      return now - own.writtenNanos() > wait.plus(writing).toNanos();
    }
    return now - begun > wait.plus(patience).toNanos();
  }

  private void seen(Cut cut, PartReport part, long now) {
    if (!part.file().ended() && cut.safepoint() > 1) {
      pace.passed(part.file().rank(), cut.safepoint(), now);
    }
  }

  private void missed(int rank, String answer, long now) {
    if (answer != null && isLate(answer) && !answer.equals(LATE_AT_ITS_END)) {
      if (open != null) {
        lead.missed(open.lead());
      }
      pace.passed(rank, Long.parseLong(answer.substring(PartReport.LATE.length())), now);
    }
  }

  private static boolean isLate(String answer) {
    return answer.matches(PartReport.LATE + "\\d{1,18}");
  }

  private String whyWithout(Cut cut, Map<Integer, String> without) {
    Map.Entry<Integer, String> first = without.entrySet().iterator().next();
    String rank = named(without.keySet());
    if (first.getValue().equals(LATE_AT_ITS_END)) {
      return rank + " has ended beyond safepoint " + cut.safepoint();
    }
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

  /** Rank 0 knows of what it announces at once. */
  private void learnLead(Cut cut, List<PartReport> parts) {
    boolean announcedHere = open != null && open.safepoint() == cut.safepoint();
    if (announcedHere && !parts.get(0).file().ended()) {
      long first = parts.get(0).knownMillis();
      long least =
          parts.stream()
              .filter(part -> !part.file().ended())
              .mapToLong(PartReport::knownMillis)
              .min()
              .orElse(first);
      lead.seen(Duration.ofMillis(first - least));
    }
  }

  private void commit(Cut cut, List<PartReport> parts) throws IOException {
    learnLead(cut, parts);
    long sum = parts.stream().mapToLong(PartReport::messages).sum();
    if (sum != 0) { // guard: cut
      giveUp(cut, committer.whatDiffers(parts), false);
      return;
    }
    Long done = committed.get(cut.safepoint());
    long number;
    try {
      number = done == null ? committer.commit(cut, parts) : done;
    } catch (IOException e) {
      giveUp(cut, "the checkpoint could not be written: " + e, false);
      return;
    }
    lateInARow = 0;
    triesAgain = false;
    committed.put(cut.safepoint(), number); // whatever becomes of saying it
    String wanted = (cut.isStop() ? News.STOP : News.COMMITTED) + number;
    String decided = decisions.decide(Cut.subject(cut.safepoint()), wanted);
    if (cut.isStop() && decided.equals(wanted)) {
      endWith(wanted);
    }
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
    if (enough && decided.equals(wanted)) {
      endWith(wanted);
    }
    log.accept("no checkpoint at safepoint " + cut.safepoint() + ": " + why);
    close(cut);
  }

  private void close(Cut cut) throws IOException {
    since.remove(cut.safepoint());
    committed.remove(cut.safepoint());
    closed.addLast(cut.safepoint());
    if (closed.size() > REMEMBERED) {
      String subject = Cut.subject(closed.removeFirst());
      votes.forget(subject);
      decisions.forget(subject);
    }
    if (announced > REMEMBERED) {
      decisions.forget(Announcement.subject(announced - REMEMBERED));
      votes.forget(Topics.WISHES + (announced - REMEMBERED));
    }
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
    if (clock.nanos() - endRetryNanos < 0) {
      return;
    }
    long number;
    try {
      number = committer.commit(Cut.fixed(most, CheckpointReason.COMPLETE), parts);
    } catch (IOException e) {
      endFailures++;
      endRetryNanos = clock.nanos() + Duration.ofSeconds(1L << endFailures).toNanos();
      log.accept("the end state of the run could not be written: " + e);
      if (endFailures >= MOST_FAILED_ENDS) {
        endWith(News.UNSAVED + "the end state could not be written: " + e);
      }
      return;
    }
    committer.prune(number, true); // the programs may end as soon as they are told
    endWith(News.COMMITTED + number);
  }

  /** True where nothing is under way. */
  boolean mayAnnounce(Wish wish) {
    return open == null && since.isEmpty() && lastWord.isEmpty() && (wish.stop() || !goneSaid);
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
    // What has ended stands for all counts from there on.
    long safepoint = Math.max(pace.ahead(ahead, now), furthestEnd);
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
    triesAgain = false;
    open = Announcement.parse(announced, decided).orElse(wanted);
    since.put(open.safepoint(), now);
    return open;
  }
}
