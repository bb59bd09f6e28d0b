/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpointed;

/**
 * How often each k-mer was seen: a hash table with open addressing, in two arrays of primitives, so
 * that a checkpoint of it is a copy of memory.
 */
@Checkpointed
final class KmerTable implements KmerCounts {
  private static final double FULL = 0.6;

  private long[] kmers = new long[1 << 16];

  /** How often kmers[i] was seen; 0 where the place is free. */
  private int[] counts = new int[kmers.length];

  private int distinct;

  @Override
  public void add(long kmer) {
    if (distinct >= FULL * kmers.length) {
      grow();
    }
    int place = place(kmer);
    if (counts[place] == 0) {
      kmers[place] = kmer;
      distinct++;
    }
    if (counts[place] != Integer.MAX_VALUE) {
      counts[place]++;
    }
  }

  int count(long kmer) {
    return counts[place(kmer)];
  }

  private int place(long kmer) {
    int mask = kmers.length - 1;
    int place = (int) KmerCounts.mix(kmer) & mask;
    while (counts[place] != 0 && kmers[place] != kmer) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void grow() {
    long[] oldKmers = kmers;
    int[] oldCounts = counts;
    kmers = new long[2 * oldKmers.length];
    counts = new int[kmers.length];
    for (int i = 0; i < oldKmers.length; i++) {
      if (oldCounts[i] != 0) {
        int place = place(oldKmers[i]);
        kmers[place] = oldKmers[i];
        counts[place] = oldCounts[i];
      }
    }
  }

  @Override
  public long distinct() {
    return distinct;
  }

  @Override
  public void visit(Visitor visitor) {
    for (int i = 0; i < kmers.length; i++) {
      if (counts[i] != 0) {
        visitor.visit(kmers[i], counts[i]);
      }
    }
  }
}
