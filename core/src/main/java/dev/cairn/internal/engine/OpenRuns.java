/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.spi.JobEnvironment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The folders of the runs that this JVM has open: about these nobody has to guess; and what is to
 * be done for their job once all are closed. Thread-safe.
 */
final class OpenRuns {
  /** By folder, the identity of the job that a run belongs to; empty where there is none. */
  private static final Map<Path, Map<String, String>> OPEN = new HashMap<>();

  private static final Map<Map<String, String>, GoingOn> PENDING = new HashMap<>();

  /**
   * What is to be done for a job.
   *
   * @param isRequested true where somebody has asked its run to stop: that concerns this run alone
   * @param action has the job go on, or says why not; may end the JVM
   */
  record GoingOn(boolean isRequested, Runnable action) {}

  private OpenRuns() {}

  static synchronized void add(RunSettings settings) {
    OPEN.put(settings.key(), settings.job().map(JobEnvironment::identity).orElse(Map.of()));
  }

  static void remove(Path folder) {
    closed(folder, Optional.empty());
  }

  /**
   * A run is closed.
   *
   * @param folder its folder
   * @param requeue what is to be done for its job: once no run of that job is open any more, and
   *     once for all of them
   */
  static void closed(Path folder, Optional<GoingOn> requeue) {
    remembered(folder, requeue).ifPresent(goingOn -> goingOn.action().run());
  }

  private static synchronized Optional<GoingOn> remembered(Path folder, Optional<GoingOn> requeue) {
    Map<String, String> job = OPEN.remove(folder);
    requeue.ifPresent(
        goingOn ->
            PENDING.merge(job, goingOn, (first, then) -> first.isRequested() ? then : first));
    return OPEN.containsValue(job) ? Optional.empty() : Optional.ofNullable(PENDING.remove(job));
  }

  static synchronized boolean contains(Path folder) {
    return OPEN.containsKey(folder);
  }
}
