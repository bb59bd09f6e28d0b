/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import java.io.IOException;

/** The part of this rank is durable, and nothing has come of the checkpoint of all. */
final class NotCommittedException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean stops;

  /**
   * Creates it.
   *
   * @param stops true where all ranks end all the same
   */
  NotCommittedException(String message, boolean stops) {
    super(message);
    this.stops = stops;
  }

  boolean stops() {
    return stops;
  }
}
