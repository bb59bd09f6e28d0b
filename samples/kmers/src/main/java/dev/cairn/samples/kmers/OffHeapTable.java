/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.chronicle.OffHeapMap;

/** Counts in a map outside the heap, for more k-mers than that can hold. */
final class OffHeapTable implements KmerCounts {
  private final OffHeapMap<Long, Integer> map;

  OffHeapTable(OffHeapMap<Long, Integer> map) {
    this.map = map;
  }

  @Override
  public void add(long kmer) {
    Integer count = map.map().get(kmer);
    if (count == null) {
      map.map().put(kmer, 1);
    } else if (count != Integer.MAX_VALUE) {
      map.map().put(kmer, count + 1);
    }
  }

  @Override
  public long distinct() {
    return map.map().longSize();
  }

  @Override
  public void visit(Visitor visitor) {
    map.map().forEach(visitor::visit);
  }
}
