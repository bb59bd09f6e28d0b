/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.observe;

import dev.cairn.Progress;
import dev.cairn.internal.thread.LibraryThread;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * How far the program says it is, and how fast that goes.
 *
 * <p>The program may report at every step: that is two writes. Looked at from time to time; the
 * rate is that of the last ten minutes, since what a run did hours ago says little of the next
 * ones. Thread-safe.
 */
public final class ProgressMeter {
  private static final int MOST_LOOKS = 40;
  private static final Duration APART = Duration.ofSeconds(15);
  private static final long UNREPORTED = -1;

  /**
   * How it stands.
   *
   * @param progress what the program has said last
   * @param perSecond how many units a second; 0 where that is not known yet
   */
  public record Pace(Progress progress, double perSecond) {
    /** Until all is done; empty where nobody can tell. */
    public Optional<Duration> left() {
      long missing = progress.total() - progress.done();
      double seconds = missing / perSecond;
      return progress.total() > 0 && missing >= 0 && perSecond > 0 && seconds < Integer.MAX_VALUE
          ? Optional.of(Duration.ofMillis((long) (seconds * 1000)))
          : Optional.empty();
    }
  }

  private record Look(long nanos, long done) {}

  private final Deque<Look> looks = new ArrayDeque<>();
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Supplier<Progress> source;
  private volatile Progress answer;
  private final AtomicLong total = new AtomicLong();
  private final AtomicLong done = new AtomicLong(UNREPORTED);

  /** The program is so far. */
  public void report(long nowDone, long ofTotal) {
    if (nowDone < 0 || ofTotal < 0) {
      throw new IllegalArgumentException(new Progress(nowDone, ofTotal).toString());
    }
    if (total.getPlain() != ofTotal) {
      total.setRelease(ofTotal);
    }
    done.setRelease(nowDone); // not at once, but without a fence
  }

  /**
   * Whom to ask how far the program is, from now on: by a thread that does nothing else, since
   * nobody knows what the program does there.
   */
  public void askedOf(Supplier<Progress> whom) {
    source = whom;
    ask();
  }

  /** Asks, and does not wait for the answer; not while the last question has none. */
  public void ask() {
    Supplier<Progress> asked = source;
    if (asked == null || !asking.compareAndSet(false, true)) {
      return;
    }
    Thread thread =
        LibraryThread.of(
            "cairn-progress",
            () -> {
              try {
                answer = asked.get();
              } finally {
                asking.set(false);
              }
            });
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      asking.set(false); // no thread is to be had; the next look tries again
    }
  }

  /** What the program has said last; empty where it never has. */
  public Optional<Progress> now() {
    if (source != null) {
      return Optional.ofNullable(answer);
    }
    long reported = done.getAcquire();
    return reported == UNREPORTED
        ? Optional.empty()
        : Optional.of(new Progress(reported, total.getAcquire()));
  }

  /**
   * Looks.
   *
   * @param nanos the time, on a clock that nobody sets
   * @return how it stands; empty where the program never says so
   */
  public synchronized Optional<Pace> look(long nanos) {
    Optional<Progress> found = now();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    long counted = found.get().done();
    if (!looks.isEmpty() && counted < looks.getLast().done()) {
      looks.clear(); // something else is counted by now
    }
    if (looks.isEmpty() || nanos - looks.getLast().nanos() >= APART.toNanos()) {
      looks.addLast(new Look(nanos, counted));
    }
    if (looks.size() > MOST_LOOKS) {
      looks.removeFirst();
    }
    Look first = looks.getFirst();
    double seconds = (nanos - first.nanos()) / 1e9;
    double perSecond = seconds > 0 ? (counted - first.done()) / seconds : 0;
    return Optional.of(new Pace(found.get(), perSecond));
  }
}
