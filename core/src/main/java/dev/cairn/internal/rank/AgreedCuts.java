/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.CheckpointReason;
import dev.cairn.spi.RankGroup;
import dev.cairn.spi.StopCause;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Cuts that all ranks agree on by a collective of the program's, every so many safepoints: how many
 * is part of each answer, so that it is the same for all. Called by the one thread of the program
 * whose safepoints count.
 */
final class AgreedCuts implements CutPlan {
  /** As often all ranks wait for the slowest of them. */
  private static final Duration SPAN = Duration.ofMillis(500);

  /** As numbers: the largest is what all agree on. */
  private static final List<StopCause> CAUSES =
      List.of(
          StopCause.UNKNOWN,
          StopCause.TIME_LIMIT,
          StopCause.PREEMPTED,
          StopCause.CANCELLED,
          StopCause.REQUESTED);

  private static final int WEIGHT = 0;
  private static final int CAUSE = 1;
  private static final int STEP_NANOS = 2;
  private static final int STAYS = 3;

  /** Where those are that compute: whoever has ended does not count any more. */
  private static final int COUNT = 4;

  private final RankGroup group;
  private final RankClock clock;
  private final Supplier<Optional<Wish>> wanted;
  private final Function<Cut, News> awaitNews;
  private long next = 1;
  private long lastCount;
  private long lastNanos;

  /**
   * Creates it.
   *
   * @param wanted what this rank wants
   * @param awaitNews waits for what becomes of a cut
   */
  AgreedCuts(
      RankGroup group,
      RankClock clock,
      Supplier<Optional<Wish>> wanted,
      Function<Cut, News> awaitNews) {
    this.group = group;
    this.clock = clock;
    this.wanted = wanted;
    this.awaitNews = awaitNews;
    this.lastNanos = clock.nanos();
  }

  @Override
  public Optional<Cut> at(long count) {
    return count < next ? Optional.empty() : agree(count, true).cut();
  }

  private record Answer(Optional<Cut> cut, boolean somebodyStays) {}

  private Answer agree(long count, boolean stays) {
    Optional<Wish> mine = wanted.get();
    long now = clock.nanos();
    long[] values = new long[5];
    values[WEIGHT] = Wish.weight(mine);
    values[CAUSE] = CAUSES.indexOf(mine.map(Wish::cause).orElse(StopCause.UNKNOWN));
    values[STEP_NANOS] = stays ? (now - lastNanos) / Math.max(1, count - lastCount) : 1;
    values[STAYS] = stays ? 1 : 0;
    values[COUNT] = stays ? count : 0;
    long[] agreed = group.agree(values);
    long here = Math.max(agreed[COUNT], 1);
    lastCount = here;
    lastNanos = clock.nanos();
    next = here + Math.max(1, SPAN.toNanos() / Math.max(1, agreed[STEP_NANOS]));
    Optional<Wish> all = Wish.of(agreed[WEIGHT], CAUSES.get((int) agreed[CAUSE]));
    return new Answer(all.map(wish -> cut(here, wish)), agreed[STAYS] != 0);
  }

  private static Cut cut(long count, Wish wish) {
    CheckpointReason reason = wish.stop() ? CheckpointReason.STOP : CheckpointReason.INTERVAL;
    return new Cut(count, reason, wish.cause(), Duration.ZERO, Duration.ZERO);
  }

  @Override
  public long next(long count) {
    return next;
  }

  /** The others need this rank to agree: it takes part until all have nothing more to compute. */
  @Override
  public void leave(long count) {
    boolean somebodyStays = true;
    while (somebodyStays) {
      Answer answer = agree(next, false);
      somebodyStays = answer.somebodyStays();
      if (answer.cut().filter(Cut::isStop).isPresent()) {
        News news = awaitNews.apply(answer.cut().get());
        somebodyStays &= news.kind() == News.Kind.NOTHING;
      }
    }
  }
}
