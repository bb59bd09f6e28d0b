/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * What a disk writes as a whole: up to 512 bytes of a file; what is missing at its end reads as
 * zeros. A part of an array that it shares with the write it came from.
 */
final class Sector {
  static final int SIZE = 512;
  static final Sector ZERO = new Sector(new byte[0], 0, 0);
  private static final int DIGEST_LENGTH = 16;

  private final byte[] source;
  private final int offset;
  private final int length;
  private volatile byte[] digest;

  Sector(byte[] source, int offset, int length) {
    this.source = source;
    this.offset = offset;
    this.length = length;
  }

  int length() {
    return length;
  }

  void copyTo(byte[] target, int at, int most) {
    System.arraycopy(source, offset, target, at, Math.min(length, most));
  }

  /** This sector with other bytes over it from some place on. */
  Sector overlaid(int at, Sector over) {
    if (at == 0 && over.length >= length) {
      return over;
    }
    byte[] merged = new byte[Math.max(length, at + over.length)];
    copyTo(merged, 0, length);
    over.copyTo(merged, at, over.length);
    return new Sector(merged, 0, merged.length);
  }

  /** This sector with zeros from some place on. */
  Sector cut(int most) {
    return length <= most ? this : new Sector(source, offset, most);
  }

  /** A digest of all 512 bytes, so that zeros count the same whether they were written or not. */
  byte[] digest(MessageDigest reused) {
    byte[] known = digest;
    if (known == null) {
      byte[] padded = new byte[SIZE];
      copyTo(padded, 0, SIZE);
      known = Arrays.copyOf(reused.digest(padded), DIGEST_LENGTH);
      digest = known;
    }
    return known;
  }
}
