/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the threads of one rank tell one another: what is wanted of all ranks, of which subjects
 * somebody waits for news, and what has been found of them. Whoever waits is woken by the others,
 * and by the end of it.
 *
 * <p>Thread-safe.
 */
final class NewsBoard {
  private final RankClock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  /** Of which subjects somebody waits for news. */
  private final Set<String> awaited = new HashSet<>();

  private final Map<String, News> news = new HashMap<>();
  private Optional<Wish> wanted = Optional.empty();
  private boolean closed;

  NewsBoard(RankClock clock) {
    this.clock = clock;
  }

  // ---- wishes ----------------------------------------------------------------------------------

  /** Somebody wants something of all ranks. */
  void wish(Wish wish) {
    lock.lock();
    try {
      wanted = Wish.weightier(wanted, Optional.of(wish));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  Optional<Wish> wanted() {
    lock.lock();
    try {
      return wanted;
    } finally {
      lock.unlock();
    }
  }

  /** What was wanted is on its way; a stop is wanted until all have stopped. */
  void serve() {
    lock.lock();
    try {
      wanted = wanted.filter(Wish::stop);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Another rank knows of this wish and sees to it: it is wanted no more, but for what came since.
   */
  void handedOver(Wish wish) {
    lock.lock();
    try {
      wanted = wanted.filter(now -> !now.equals(wish));
    } finally {
      lock.unlock();
    }
  }

  // ---- news ------------------------------------------------------------------------------------

  /** From here on it is looked for news of a subject. */
  void expect(String subject) {
    lock.lock();
    try {
      awaited.add(subject);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** What is known of it so far; it is not looked for any more. */
  Optional<News> take(String subject) {
    lock.lock();
    try {
      awaited.remove(subject);
      return Optional.ofNullable(news.remove(subject));
    } finally {
      lock.unlock();
    }
  }

  /** Waits for news of a subject; empty where there are none by then, or this was closed. */
  Optional<News> await(String subject, Duration atMost) {
    long until = clock.nanos() + atMost.toNanos();
    lock.lock();
    try {
      expect(subject);
      while (!closed && !news.containsKey(subject) && clock.nanos() - until < 0) {
        awaitChange(Duration.ofNanos(until - clock.nanos()));
      }
      return take(subject);
    } finally {
      lock.unlock();
    }
  }

  /** Of which subjects somebody waits for news. */
  Set<String> awaited() {
    lock.lock();
    try {
      return new HashSet<>(awaited);
    } finally {
      lock.unlock();
    }
  }

  /** This was found of a subject. */
  void post(String subject, News found) {
    lock.lock();
    try {
      news.put(subject, found);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  // ---- turns -----------------------------------------------------------------------------------

  /** True while somebody waits for something that other ranks do. */
  boolean isSomethingUnderWay() {
    lock.lock();
    try {
      return !awaited.isEmpty() || wanted.isPresent();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until there is something to look at, or that long; false where there never is again. */
  boolean awaitTurn(Duration atMost) {
    lock.lock();
    try {
      if (!closed) {
        awaitChange(atMost);
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** There is something to look at. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody waits any more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  @SuppressWarnings("WaitNotInLoop") // its callers loop
  private void awaitChange(Duration atMost) {
    try {
      long unused = changed.awaitNanos(atMost.toNanos());
    } catch (InterruptedException e) {
      // Whoever interrupts this thread means another: its caller looks again.
    }
  }
}
