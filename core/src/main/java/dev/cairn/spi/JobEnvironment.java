/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a job scheduler can tell of the job that a JVM runs in. Found by {@link
 * java.util.ServiceLoader}; the first one that {@link #isPresent() is present} counts.
 *
 * <p>Called from several threads; nothing here may block for long. An exception is logged and means
 * "cannot tell".
 */
public interface JobEnvironment {
  /** {@return true where this JVM runs in a job of this scheduler} */
  boolean isPresent();

  /** {@return the name the user gave the job, where there is one that means something} */
  Optional<String> jobName();

  /** {@return the number of the task within an array of jobs, as a text} */
  Optional<String> arrayTask();

  /** {@return what tells this incarnation of this job from all others; written into owner files} */
  Map<String, String> identity();

  /**
   * Tells whether another job is certainly over, so that its run can be taken over at once.
   *
   * @param other the {@link #identity()} that the other job had
   * @return true where it is certainly over; false where it runs, or nobody can tell
   */
  boolean isCertainlyOver(Map<String, String> other);

  /** {@return where checkpoints go when nobody says so} */
  Optional<Path> defaultDirectory();
}
