/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * How far a run is, in units of the program's own: sweeps, generations, reads, seconds of a model.
 *
 * @param done how many are done since the start of the run, over all attempts; at least 0
 * @param total how many there are to be done; 0 where nobody knows
 */
public record Progress(long done, long total) {
  /**
   * Refuses what cannot be.
   *
   * @param done how many are done
   * @param total how many there are; 0 where nobody knows
   */
  public Progress {
    if (done < 0 || total < 0) {
      throw new IllegalArgumentException(
          "progress("
              + done
              + ", "
              + total
              + "): neither may be below 0; give a total of 0 where nobody knows it");
    }
  }
}
