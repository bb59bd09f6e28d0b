/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

/**
 * Learns from the files written so far whether the next one is better written past the page cache.
 * What others do to a shared file system changes, so that the other way is tried again now and
 * then. Used by one thread.
 */
final class DirectChoice {
  /**
   * Past the page cache is the better way where it takes no longer than so many times the other
   * one: it leaves the cores and the memory to the program.
   */
  private static final double NOT_MUCH_LONGER = 1.1;

  /** So many files are written before the other way is tried again, twice as many each time. */
  private static final int TRUSTED_FOR = 16;

  private static final int TRUSTED_FOR_AT_MOST = 256;

  private double bufferedNanosPerByte;
  private double directNanosPerByte;
  private boolean known;
  private boolean directIsBetter;
  private int trustedFor = TRUSTED_FOR;
  private int left = TRUSTED_FOR;

  /** True where the next file is to be written past the page cache. */
  boolean next() {
    return known ? directIsBetter == (left > 0) : bufferedNanosPerByte > 0;
  }

  /**
   * A file is durable.
   *
   * @param direct how it was written
   * @param bytes its length
   * @param nanos how long it took
   */
  void took(boolean direct, long bytes, long nanos) {
    double before = direct ? directNanosPerByte : bufferedNanosPerByte;
    double latest = (double) nanos / bytes;
    boolean hasWorked = before > 0 && before < Double.POSITIVE_INFINITY;
    learn(direct, hasWorked ? (before + latest) / 2 : latest);
  }

  /** A file could not be written in that way, for whatever reason: the next one in the other. */
  void failed(boolean direct) {
    learn(direct, Double.POSITIVE_INFINITY);
  }

  private void learn(boolean direct, double nanosPerByte) {
    if (direct) {
      directNanosPerByte = nanosPerByte;
    } else {
      bufferedNanosPerByte = nanosPerByte;
    }
    if (directNanosPerByte == 0 || bufferedNanosPerByte == 0) {
      return;
    }
    boolean better = directNanosPerByte <= NOT_MUCH_LONGER * bufferedNanosPerByte;
    if (!known || better != directIsBetter) {
      known = true;
      directIsBetter = better;
      trustedFor = TRUSTED_FOR;
      left = trustedFor;
    } else if (left == 0) {
      trustedFor = Math.min(2 * trustedFor, TRUSTED_FOR_AT_MOST);
      left = trustedFor;
    } else {
      left--;
    }
  }
}
