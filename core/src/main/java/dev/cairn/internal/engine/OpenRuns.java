/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of the runs that this JVM has open: about these nobody has to guess. Thread-safe. */
final class OpenRuns {
  private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

  private static Runnable pending;

  private OpenRuns() {}

  static void add(Path folder) {
    synchronized (FOLDERS) {
      FOLDERS.add(folder);
    }
  }

  static void remove(Path folder) {
    closed(folder, Optional.empty());
  }

  /**
   * A run is closed.
   *
   * @param folder its folder
   * @param requeue has the job of this JVM go on, which may end the JVM: done once no run is open
   *     any more, and once for all of them
   */
  static void closed(Path folder, Optional<Runnable> requeue) {
    Runnable now = null;
    synchronized (FOLDERS) {
      FOLDERS.remove(folder);
      pending = pending == null ? requeue.orElse(null) : pending;
      if (FOLDERS.isEmpty()) {
        now = pending;
        pending = null;
      }
    }
    if (now != null) {
      now.run();
    }
  }

  static boolean contains(Path folder) {
    return FOLDERS.contains(folder);
  }
}
