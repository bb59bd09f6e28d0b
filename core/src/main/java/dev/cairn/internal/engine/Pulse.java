/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.store.EpochFolder;
import java.io.IOException;

/** Beats, and nothing else; where it cannot, what follows will say so. Called by one thread. */
final class Pulse implements Heart.Chores {
  private final EpochFolder own;
  private long beats;

  Pulse(EpochFolder own) {
    this.own = own;
  }

  @Override
  public void beat() {
    try {
      own.beat(++beats);
    } catch (IOException | RuntimeException e) {
      beats++;
    }
  }

  @Override
  public void look() {}
}
