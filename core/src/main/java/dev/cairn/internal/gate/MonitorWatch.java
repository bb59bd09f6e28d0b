/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.function.LongPredicate;

/**
 * Watches whether a capture waits for something that only a standing thread could give it: then
 * neither would ever go on. Guarded by the gate's lock.
 */
final class MonitorWatch {
  /** A monitor whose owner the JVM does not tell: nobody but a standing thread keeps it so long. */
  private static final Duration BLOCKED_FOR = Duration.ofSeconds(5);

  private String waitsFor = "";
  private long since;

  /** Forgets what was seen of the capture before. */
  void reset() {
    waitsFor = "";
  }

  /**
   * Looks at the capture's thread.
   *
   * @param capturing the thread
   * @param isStanding tells of a thread, by its id, whether it stands still for the capture
   * @param patience how long it may wait for anything else
   * @return true where it will never go on
   */
  boolean isStuck(Thread capturing, LongPredicate isStanding, Duration patience) {
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(idOf(capturing));
    boolean waits =
        info != null
            && switch (info.getThreadState()) {
              case BLOCKED, WAITING, TIMED_WAITING -> info.getLockName() != null;
              default -> false;
            };
    if (!waits) {
      reset();
      return false;
    }
    if (isStanding.test(info.getLockOwnerId())) {
      return true;
    }
    long now = System.nanoTime();
    if (!info.getLockName().equals(waitsFor)) {
      waitsFor = info.getLockName();
      since = now;
    }
    boolean blocked = info.getThreadState() == Thread.State.BLOCKED;
    return now - since >= SafepointGate.nanos(blocked ? BLOCKED_FOR : patience);
  }

  @SuppressWarnings("deprecation") // Thread.threadId() came with Java 19
  static long idOf(Thread thread) {
    return thread.getId();
  }
}
