/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.AfterRestore;
import dev.cairn.UnsupportedStateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import org.junit.jupiter.api.Test;

/** What is completed when, once all objects are there. */
class RestoreOrderTest {
  /** A set that is waited for by one that is itself waited for. */
  @Test
  void shouldFillASetBeforeEverySetThatHashesIt() {
    Set<Object> inner = new HashSet<>(Set.of("a"));
    Set<Object> outer = new HashSet<>(Set.of(inner));
    Map<Object, Integer> map = new HashMap<>();
    map.put(outer, 1);
    map.put(inner, 2);
    Object nested = map;
    for (int i = 0; i < 4; i++) {
      nested = new ArrayList<>(List.of(nested));
    }

    Object[] copy = MemoryGraph.roundTrip(new Object[] {outer, inner, nested});

    assertThat(((Set<?>) copy[0]).contains(copy[1])).isTrue();
    Object last = copy[2];
    while (last instanceof List<?> list) {
      last = list.get(0);
    }
    assertThat(((Map<?, ?>) last).get(copy[0])).isEqualTo(1);
    assertThat(((Map<?, ?>) last).get(copy[1])).isEqualTo(2);
  }

  @Test
  void shouldFillRandomSetsOfSetsSoThatAllIsFound() {
    long seed = System.nanoTime();
    System.out.println("seed of the sets: " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 300; i++) {
      Object[] state = setsOfSets(random);
      Object[] copy = MemoryGraph.roundTrip(state);
      for (Object element : copy) {
        if (element instanceof Set<?> set) {
          assertThat(set.stream().allMatch(set::contains)).isTrue();
        }
      }
      assertThat(Arrays.asList(copy)).isEqualTo(Arrays.asList(state));
    }
  }

  private static Object[] setsOfSets(Random random) {
    List<Object> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Set<Object> set = new HashSet<>(Set.of("own " + i));
      for (int j = random.nextInt(4); j > 0 && !all.isEmpty(); j--) {
        set.add(all.get(random.nextInt(all.size())));
      }
      all.add(random.nextInt(3) == 0 ? new ArrayList<>(List.of(set)) : set);
    }
    java.util.Collections.shuffle(all, random);
    return all.toArray();
  }

  static final class Part {
    static final List<String> RUN = new ArrayList<>();
    final String name;
    Part one;
    Part other;

    Part(String name) {
      this.name = name;
    }

    @AfterRestore
    void restored() {
      RUN.add(name);
    }
  }

  @Test
  void shouldCallChildrenBeforeTheirParentsWhereverTheyWereMetFirst() {
    Part top = new Part("top");
    top.one = new Part("p");
    top.other = new Part("q");
    top.other.one = new Part("r");
    top.other.one.one = top.one;

    MemoryGraph.of(top).restore().hooks().forEach(hook -> hook.call());

    assertThat(Part.RUN).containsExactly("p", "r", "q", "top");
    Part.RUN.clear();
  }

  @Test
  void shouldKeepATableThatIsMadeLargeForWhatWillCome() {
    Map<Object, Object> map = new HashMap<>(20_000_000);
    map.put("a", 1);
    MemoryGraph graph = MemoryGraph.of(new ArrayList<>(List.of(map, new ArrayBlockingQueue<>(9))));

    List<?> copy = (List<?>) graph.read();

    assertThat(HashCapacity.of(copy.get(0))).isEqualTo(1 << 25);
    assertThat(graph.aliases.size()).isBetween(900_000, 1_200_000);
  }

  @Test
  void shouldRefuseTablesThatNoFileCouldJustify() {
    List<Object> queues = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      queues.add(new HashMap<>(1 << 30));
    }

    assertThatThrownBy(() -> MemoryGraph.of(queues))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("create them smaller");
  }
}
