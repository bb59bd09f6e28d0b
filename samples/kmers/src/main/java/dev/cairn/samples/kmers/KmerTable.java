/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpointed;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often each k-mer was seen: a hash table with open addressing, in two arrays of primitives, so
 * that a checkpoint of it is a copy of memory.
 */
@Checkpointed
final class KmerTable {
  private static final double FULL = 0.6;

  private long[] kmers = new long[1 << 16];

  /** How often kmers[i] was seen; 0 where the place is free. */
  private int[] counts = new int[kmers.length];

  private int distinct;
  private long total;

  void add(long kmer) {
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
    total++;
  }

  int count(long kmer) {
    return counts[place(kmer)];
  }

  private int place(long kmer) {
    int mask = kmers.length - 1;
    int place = (int) mix(kmer) & mask;
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

  int distinct() {
    return distinct;
  }

  long total() {
    return total;
  }

  /** The number of k-mers that were seen once, twice, and so on. */
  SortedMap<Integer, Integer> histogram() {
    SortedMap<Integer, Integer> histogram = new TreeMap<>();
    for (int count : counts) {
      if (count != 0) {
        histogram.merge(count, 1, Integer::sum);
      }
    }
    return histogram;
  }

  /** A fingerprint of what was counted, whatever the order in which it came. */
  String digest() {
    long sum = 0;
    for (int i = 0; i < kmers.length; i++) {
      if (counts[i] != 0) {
        sum += mix(mix(kmers[i]) + counts[i]);
      }
    }
    return HexFormat.of().toHexDigits(sum);
  }

  /** The finaliser of MurmurHash3, by Austin Appleby: each bit depends on all. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
