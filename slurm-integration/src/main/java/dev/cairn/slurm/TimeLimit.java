/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * When the job ends, as far as is known: what the environment says, else what squeue said last,
 * which is asked off the threads of the program, and never in a hurry. Between two answers time
 * passes by the monotonic clock alone. Thread-safe.
 */
final class TimeLimit {
  /** So many calls a second, of all JVMs that start together. */
  private static final int CALLS_PER_SECOND = 100;

  private static final Duration WIDEST_SPREAD = Duration.ofMinutes(2);

  private static final long TOLERANCE_NANOS = 2_500_000_000L;

  /** Calls that are kept: the end of a job needs two, is it near, was it cancelled meanwhile. */
  private static final int FOR_THE_END = 2;

  /** Of the two the second: a job that was cancelled is not requeued. */
  private static final int FOR_A_CANCELLATION = 1;

  /** Without an answer to the first the end of the job is not known at all. */
  private static final Duration SECOND_TRY = Duration.ofMinutes(1);

  /** The last tenth of a job's time is not for being polite. */
  private static final int SHIFT_SHARE = 10;

  private final SlurmQueue queue;
  private final Later later;
  private final LongSupplier nanos;
  private final Duration spread;
  private final AtomicBoolean begun = new AtomicBoolean();
  private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
  private volatile Known known = Known.NOTHING;

  /** Runs something later, off the threads of the program. */
  interface Later {
    void run(Duration delay, Runnable task);
  }

  /**
   * When it ends.
   *
   * @param isKnown false where nobody has said so yet, or it has no end
   * @param at by the monotonic clock
   * @param shift how much sooner this JVM begins to stop than it would alone
   */
  private record Known(boolean isKnown, long at, Duration shift) {
    static final Known NOTHING = new Known(false, 0, Duration.ZERO);

    /** squeue says whole seconds. */
    boolean isOtherThan(Known before) {
      return isKnown != before.isKnown || Math.abs(at - before.at) > TOLERANCE_NANOS;
    }
  }

  /**
   * Creates it; nothing is asked before {@link #begin}.
   *
   * @param alike how many JVMs were started together
   * @param position from 0 to 1, where among them this one stands
   */
  TimeLimit(SlurmQueue queue, Later later, LongSupplier nanos, long alike, double position) {
    this.queue = queue;
    this.later = later;
    this.nanos = nanos;
    this.spread = spread(alike, position);
  }

  /** How long this JVM lets those go first that were started with it, where all ask. */
  Duration spread() {
    return spread;
  }

  private static Duration spread(long alike, double position) {
    Duration whole = Duration.ofMillis((alike - 1) * 1000 / CALLS_PER_SECOND);
    Duration bounded = whole.compareTo(WIDEST_SPREAD) < 0 ? whole : WIDEST_SPREAD;
    return Duration.ofMillis((long) (bounded.toMillis() * position));
  }

  /**
   * Begins to ask, once.
   *
   * @param end what the environment says
   */
  void begin(Optional<Instant> end, InstantSource clock) {
    if (!begun.compareAndSet(false, true)) {
      return;
    }
    end.ifPresent(at -> remember(Duration.between(clock.instant(), at), nanos.getAsLong()));
    later.run(end.isPresent() ? CallBudget.FURTHER.plus(spread) : spread, this::look);
  }

  private void look() {
    boolean first = !known.isKnown();
    ask(first ? FOR_A_CANCELLATION : FOR_THE_END);
    boolean unanswered = first && queue.trouble().isPresent();
    later.run(unanswered ? SECOND_TRY : CallBudget.FURTHER, this::look);
  }

  void onChange(Runnable look) {
    onChange.add(look);
  }

  private void ask(int kept) {
    Known before = known;
    confirm(kept);
    if (known.isOtherThan(before)) {
      onChange.forEach(Runnable::run);
    }
  }

  /** Asks anew, unless that was done too often; whoever asks learns it by asking. */
  void confirm() {
    confirm(FOR_A_CANCELLATION);
  }

  private void confirm(int kept) {
    // What passes until the answer is here counts against us.
    long asked = nanos.getAsLong();
    queue.own(kept).ifPresent(told -> learn(told, asked));
  }

  private void learn(JobState state, long asked) {
    if (state.hasNoLimit()) {
      known = Known.NOTHING;
    } else {
      state.timeLeft().ifPresent(left -> remember(left, asked));
    }
  }

  private void remember(Duration left, long now) {
    known = new Known(true, now + left.toNanos(), known.isKnown() ? known.shift() : shift(left));
  }

  /** By what is left when that is first known. */
  private Duration shift(Duration left) {
    Duration most = left.dividedBy(SHIFT_SHARE);
    return spread.compareTo(most) < 0 ? spread : most;
  }

  /** What is left for the program; those that were started together do not all end together. */
  Optional<Duration> left() {
    return leftUntilKilled().map(left -> left.minus(known.shift()));
  }

  /** What is left until the scheduler ends the job. */
  Optional<Duration> leftUntilKilled() {
    Known now = known;
    return now.isKnown()
        ? Optional.of(Duration.ofNanos(now.at() - nanos.getAsLong()))
        : Optional.empty();
  }
}
