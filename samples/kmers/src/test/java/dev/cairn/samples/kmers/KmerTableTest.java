/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KmerTableTest {
  private final Random random = new Random(5);

  private List<Long> kmers(int number, int bound) {
    List<Long> kmers = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      kmers.add((long) random.nextInt(bound) << random.nextInt(31));
    }
    return kmers;
  }

  private static KmerTable table(List<Long> kmers) {
    KmerTable table = new KmerTable();
    kmers.forEach(table::add);
    return table;
  }

  @Test
  void shouldCountWhatAHashMapCounts() {
    List<Long> kmers = kmers(300_000, 1 << 30);
    Map<Long, Integer> expected = new HashMap<>();
    kmers.forEach(kmer -> expected.merge(kmer, 1, Integer::sum));
    KmerTable table = table(kmers);
    expected.forEach((kmer, count) -> assertThat(table.count(kmer)).isEqualTo(count));
    assertThat(table.distinct()).isEqualTo(expected.size());
    assertThat(table.count(-1)).isZero();
  }

  @Test
  void shouldHaveADigestOfTheCountsOnly() {
    List<Long> kmers = kmers(10_000, 100);
    String digest = table(kmers).digest();
    Collections.shuffle(kmers, random);
    assertThat(table(kmers).digest()).isEqualTo(digest);
    kmers.add(kmers.get(0));
    assertThat(table(kmers).digest()).isNotEqualTo(digest);
  }

  @Test
  void shouldTellHowManyWereSeenHowOften() {
    assertThat(table(List.of(0L, 7L, 7L, 9L, 0L, 5L, 7L)).histogram())
        .isEqualTo(Map.of(1, 2, 2, 1, 3, 1));
  }
}
