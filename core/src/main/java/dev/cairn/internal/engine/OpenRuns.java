/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The folders of the runs that this JVM has open: about these nobody has to guess. Thread-safe. */
final class OpenRuns {
  private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

  private OpenRuns() {}

  static void add(Path folder) {
    FOLDERS.add(folder);
  }

  static void remove(Path folder) {
    FOLDERS.remove(folder);
  }

  static boolean contains(Path folder) {
    return FOLDERS.contains(folder);
  }
}
