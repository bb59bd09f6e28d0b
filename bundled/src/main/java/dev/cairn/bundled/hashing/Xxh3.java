/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.bundled.hashing;

/** The 128-bit hash XXH3. */
public final class Xxh3 {
  private Xxh3() {}

  /**
   * Creates a hash function, used by any thread.
   *
   * @param seed what makes it another function than those of other seeds
   * @return the function
   */
  public static Hasher128 of(long seed) {
    return XXH3_128.create(seed);
  }
}
