/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.ResumeMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a resume will do, before it does it.
 *
 * @param action what to do
 * @param candidates the checkpoints to try, the newest first; the first that verifies is used
 */
public record RecoveryPlan(Action action, List<CheckpointFile> candidates) {
  /** What a resume can do. */
  public enum Action {
    /** There is nothing to resume: start fresh. */
    START,
    /** Use the first candidate that verifies; if none does, fail and delete nothing. */
    RESUME,
    /** A checkpoint is required, and there is none: fail. */
    REFUSE
  }

  /** Copies the list. */
  public RecoveryPlan {
    candidates = List.copyOf(candidates);
  }

  /**
   * Decides.
   *
   * @param catalog what there is
   * @param mode what the program wants
   * @return the plan
   */
  public static RecoveryPlan of(Catalog catalog, ResumeMode mode) {
    if (mode == ResumeMode.NEVER) {
      return new RecoveryPlan(Action.START, List.of());
    }
    if (catalog.isEmpty()) {
      Action action = mode == ResumeMode.REQUIRED ? Action.REFUSE : Action.START;
      return new RecoveryPlan(action, List.of());
    }
    List<CheckpointFile> newestFirst = new ArrayList<>(catalog.files());
    Collections.reverse(newestFirst);
    return new RecoveryPlan(Action.RESUME, newestFirst);
  }
}
