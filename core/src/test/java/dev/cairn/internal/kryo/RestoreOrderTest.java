/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.AfterRestore;
import dev.cairn.UnsupportedStateException;
import java.io.IOException;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicStampedReference;
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

  interface SerializableComparator extends Comparator<String>, Serializable {}

  /** What they refer to is hashed through them. */
  @Test
  void shouldFillWhatIsHiddenInAnEntryAFutureALambdaOrAStamp() throws IOException {
    Set<Object> inner = new HashSet<>(Set.of("x"));
    Map<String, Integer> rank = new HashMap<>(Map.of("a", 3, "b", 2, "c", 1));
    TreeMap<String, Object> sorted =
        new TreeMap<>((SerializableComparator) (one, two) -> rank.get(one) - rank.get(two));
    rank.keySet().forEach(key -> sorted.put(key, key + "!"));
    Object[] keys = {
      Map.entry(inner, "v"),
      new AbstractMap.SimpleEntry<>(inner, "v"),
      new AbstractMap.SimpleImmutableEntry<>(inner, "v"),
      Optional.of(inner),
      List.of(inner, "v")
    };
    List<Object> state = new ArrayList<>(List.of(inner, rank));
    for (Object key : keys) {
      state.add(new HashSet<>(Set.of(key)));
    }
    state.add(sorted);
    state.add(keys);
    java.util.Collections.reverse(state);
    KryoGraphCodec codec = MemoryGraph.codec(RestoreOrderTest.class.getName());
    MemoryGraph graph = MemoryGraph.again(codec, Map.of("main", state));

    List<?> copy = (List<?>) codec.read(graph.source(), Map.of()).roots().get("main");

    java.util.Collections.reverse(copy);
    for (Object element : copy) {
      if (element instanceof Set<?> set) {
        assertThat(set.contains(set.iterator().next())).isTrue();
      }
    }
    assertThat(copy.get(copy.size() - 2).toString()).isEqualTo("{c=c!, b=b!, a=a!}");
  }

  @Test
  void shouldCallChildrenFirstWhateverHidesThem() {
    Part chain = null;
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      Part next = new Part("c" + i);
      next.hidden =
          switch (i % 5) {
            case 0 -> CompletableFuture.completedFuture(chain);
            case 1 -> Map.entry("k", chain);
            case 2 -> new AtomicStampedReference<>(chain, 1);
            case 3 -> new AtomicMarkableReference<>(chain, true);
            default -> Optional.of(chain);
          };
      expected.add(next.name);
      chain = next;
    }

    MemoryGraph.of(chain).restore().allHooks().forEach(hook -> hook.call());

    assertThat(Part.RUN).isEqualTo(expected);
    Part.RUN.clear();
  }

  static final class Part {
    static final List<String> RUN = new ArrayList<>();
    final String name;
    Object hidden;
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

    MemoryGraph.of(top).restore().allHooks().forEach(hook -> hook.call());

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
