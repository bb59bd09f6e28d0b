/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;

/** What the faults decided about an operation that is about to happen. */
record Verdict(Kind kind, IOException exception) {
  /** The ways in which an operation can go. */
  enum Kind {
    DONE,
    IGNORED,
    FAILED,
    FAILED_AFTER_EFFECT
  }

  static final Verdict DONE = new Verdict(Kind.DONE, null);
  static final Verdict IGNORED = new Verdict(Kind.IGNORED, null);
}
