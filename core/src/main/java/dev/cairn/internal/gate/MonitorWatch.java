/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.gate;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;

/** Whether a thread waits for a monitor that another thread holds. Stateless. */
final class MonitorWatch {
  private MonitorWatch() {}

  /**
   * Tells whether one thread holds the monitor that another waits for.
   *
   * @param owner the thread that may hold it
   * @param blocked the thread that may be blocked
   */
  static boolean blocks(Thread owner, Thread blocked) {
    // Not for a lock of java.util.concurrent: that would be the gate's own most of the time.
    if (blocked.getState() != Thread.State.BLOCKED) {
      return false;
    }
    ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(idOf(blocked));
    return info != null && info.getLockOwnerId() == idOf(owner);
  }

  @SuppressWarnings("deprecation") // Thread.threadId() came with Java 19
  private static long idOf(Thread thread) {
    return thread.getId();
  }
}
