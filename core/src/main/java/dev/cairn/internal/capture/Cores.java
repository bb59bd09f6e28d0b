/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.util.Map;

/** How many threads may work while the program waits. Stateless. */
public final class Cores {
  /** Set by Slurm where the job asked for cores by task; the JVM may see more of the node. */
  private static final String SLURM_CPUS_PER_TASK = "SLURM_CPUS_PER_TASK";

  private Cores() {}

  /** The least of what the JVM sees and what the job was given. */
  public static int count() {
    return count(Runtime.getRuntime().availableProcessors(), System.getenv());
  }

  static int count(int available, Map<String, String> environment) {
    String given = environment.getOrDefault(SLURM_CPUS_PER_TASK, "");
    int limit = given.matches("[1-9]\\d{0,5}") ? Integer.parseInt(given) : available;
    return Math.max(1, Math.min(available, limit));
  }
}
