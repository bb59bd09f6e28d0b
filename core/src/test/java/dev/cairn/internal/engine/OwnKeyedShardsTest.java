/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Shards;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

class OwnKeyedShardsTest {
  private static final int KEYS = 10_000;

  /** Each group is a rank of its own, so that it can be seen in which one a key is. */
  private record Groups(long total) implements Shards<Map<Object, String>> {
    @Override
    public long from() {
      return 0;
    }

    @Override
    public long to() {
      return 0;
    }

    @Override
    public boolean has(long index) {
      return false;
    }

    @Override
    public int rankOf(long index) {
      return (int) index;
    }

    @Override
    public Map<Object, String> get(long index) {
      return Map.of();
    }

    @Override
    public void set(long index, Map<Object, String> element) {
      throw new UnsupportedOperationException();
    }
  }

  /** Numbers in a row, multiples, and numbers whose low bits are all alike. */
  @Test
  void shouldDivideKeysEvenlyWhateverTheirPattern() {
    List<IntFunction<Object>> patterns =
        List.of(
            i -> i, i -> i << 16, i -> (double) i, i -> (float) i, i -> i * 8192L, i -> "key " + i);
    for (int groups : new int[] {64, 1000, 4096}) {
      OwnKeyedShards<Object, String> shards = new OwnKeyedShards<>("keys", new Groups(groups));
      double expected = groups * (1 - Math.pow(1 - 1.0 / groups, KEYS));
      for (IntFunction<Object> pattern : patterns) {
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
          used.add(shards.rankOf(pattern.apply(i)));
        }
        assertThat((double) used.size()).isGreaterThan(0.95 * expected);
      }
    }
  }

  /** It is part of the format: a key has to be found where it was put. */
  @Test
  void shouldFindKeysInTheGroupsTheyWereIn() {
    OwnKeyedShards<Object, String> shards = new OwnKeyedShards<>("keys", new Groups(4096));

    assertThat(List.of(shards.rankOf("cairn"), shards.rankOf(42), shards.rankOf(0L)))
        .isEqualTo(List.of(528, 1866, 1751));
  }

  /** Each key counts, and not its class: the hashCode of an enum is another one in each JVM. */
  @Test
  void shouldRefuseAKeyThatHoldsAnEnumAfterOneOfItsClassThatDoesNot() {
    OwnKeyedShards<Object, String> shards = new OwnKeyedShards<>("keys", new Groups(16));
    assertThat(shards.rankOf(List.of("a"))).isNotNegative();

    assertThatThrownBy(() -> shards.rankOf(List.of(Thread.State.NEW)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name()");
  }
}
