/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each k-mer was seen. */
interface KmerCounts {
  /** What is done with each. */
  interface Visitor {
    void visit(long kmer, int count);
  }

  void add(long kmer);

  /** How many there are. */
  long distinct();

  /** Shows all of them, in no order that means anything. */
  void visit(Visitor visitor);

  /** The number of k-mers that were seen once, twice, and so on. */
  default SortedMap<Integer, Integer> histogram() {
    SortedMap<Integer, Integer> histogram = new TreeMap<>();
    visit((kmer, count) -> histogram.merge(count, 1, Integer::sum));
    return histogram;
  }

  /** A fingerprint of what was counted, whatever the order in which it came. */
  default String digest() {
    long[] sum = new long[1];
    visit((kmer, count) -> sum[0] += mix(mix(kmer) + count));
    return HexFormat.of().toHexDigits(sum[0]);
  }

  /** The finaliser of MurmurHash3, by Austin Appleby: each bit depends on all. */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
