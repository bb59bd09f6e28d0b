/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

/**
 * A limit on the memory of this process and of others, and what those others may take of it.
 *
 * @param what as a person names it
 * @param limit its bytes
 * @param others what the other processes within it have taken, or as JVMs are allowed to take
 * @param jvms how many of them are JVMs, which may save a state as well
 */
record MemoryScope(String what, long limit, long others, int jvms) {
  /** What a JVM takes beside heap and staging: metaspace, code cache, threads, collector. */
  static final long BESIDE_HEAP = 512L << 20;

  /**
   * The share of this JVM of half of what is left once everybody has what he may take.
   *
   * @param maxHeap what the heap of this JVM may grow to
   * @param taken what it takes beside heap and staging on top of the usual
   */
  long budget(long maxHeap, long taken) {
    long left = limit - others - maxHeap - BESIDE_HEAP - taken;
    return Math.max(0, left) / 2 / (jvms + 1);
  }
}
