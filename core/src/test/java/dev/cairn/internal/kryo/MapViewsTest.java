/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.BeforeCapture;
import dev.cairn.Checkpointed;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.Rehearsal;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys, values and entries of a map that are kept apart from it. */
class MapViewsTest {
  @Checkpointed
  static final class Holder {
    Set<TimeUnit> keys;
    Collection<String> values;
    Set<Map.Entry<TimeUnit, String>> entries;
    Map<TimeUnit, String> map;
    List<Object> others = new ArrayList<>();
    transient int captured;

    @BeforeCapture
    void count() {
      captured++;
    }
  }

  /** Of the program, with a method of its own. */
  @Checkpointed
  static final class OwnMap extends HashMap<TimeUnit, String> {
    private static final long serialVersionUID = 1L;
    int extra = 3;
  }

  static Stream<Map<TimeUnit, String>> maps() {
    return Stream.of(
        new HashMap<>(),
        new LinkedHashMap<>(),
        new TreeMap<>(),
        new ConcurrentHashMap<>(),
        new ConcurrentSkipListMap<>(),
        new IdentityHashMap<>(),
        new WeakHashMap<>(),
        new EnumMap<>(TimeUnit.class),
        new OwnMap());
  }

  private static Holder holderOf(Map<TimeUnit, String> map) {
    map.put(TimeUnit.DAYS, "d");
    map.put(TimeUnit.HOURS, "h");
    Holder holder = new Holder();
    holder.keys = map.keySet();
    holder.values = map.values();
    holder.entries = map.entrySet();
    holder.map = map;
    return holder;
  }

  private static void rehearse(Object root) {
    KryoGraphCodec codec =
        new KryoGraphCodec(new ClassPolicy(List.of()), MapViewsTest.class.getClassLoader());
    Map<String, Object> roots = Map.of("main", root);
    for (int capture = 0; capture < 2; capture++) {
      Snapshot snapshot = Snapshot.take(codec, roots, new StagingMemory(1 << 20));
      assertThat(
              new Rehearsal(codec, System::nanoTime)
                  .compare(roots, snapshot, Duration.ofHours(1))
                  .complete())
          .isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("maps")
  void shouldComeBackAsViewsOfTheSameMap(Map<TimeUnit, String> map) {
    Holder holder = holderOf(map);
    rehearse(holder);
    Holder back = MemoryGraph.roundTrip(holder);

    assertThat(back.map).hasSize(2).hasSameClassAs(map);
    assertThat(back.keys).isSameAs(back.map.keySet()).hasSize(2);
    assertThat(back.values).isSameAs(back.map.values()).hasSize(2);
    assertThat(back.entries).isSameAs(back.map.entrySet()).hasSize(2);
    back.keys.remove(TimeUnit.DAYS);
    assertThat(back.map).containsOnlyKeys(TimeUnit.HOURS);
  }

  @Test
  void shouldCallMethodsBeforeCaptureOnce() {
    Holder holder = holderOf(new HashMap<>());
    MemoryGraph unused = MemoryGraph.of(holder);
    assertThat(holder.captured).isEqualTo(1);
  }

  @Test
  void shouldKeepKeysWhoseMapNobodyHas() {
    List<Set<String>> alone = new ArrayList<>();
    Map<String, Integer> presized = new HashMap<>(1 << 12);
    Map<String, Integer> linked = new LinkedHashMap<>();
    Map<String, Integer> sorted = new TreeMap<>(Comparator.reverseOrder());
    for (int i = 0; i < 100; i++) {
      presized.put("key " + i * 7919, i);
      linked.put("key " + i * 7919, i);
      sorted.put("key " + i * 7919, i);
    }
    alone.add(presized.keySet());
    alone.add(linked.keySet());
    alone.add(sorted.keySet());
    Holder holder = new Holder();
    holder.others.addAll(alone);
    rehearse(holder);
    Holder back = MemoryGraph.roundTrip(holder);

    for (int i = 0; i < alone.size(); i++) {
      Set<?> keys = (Set<?>) back.others.get(i);
      assertThat(keys).hasSameClassAs(alone.get(i));
      assertThat(List.copyOf(keys)).isEqualTo(List.copyOf(alone.get(i)));
    }
    assertThat(((Set<?>) back.others.get(0)).remove("key 0")).isTrue();
  }

  @Test
  void shouldRefuseValuesWhoseMapNobodyHas() {
    Holder holder = new Holder();
    holder.others.add(new HashMap<>(Map.of(1, 2)).values());
    assertThatThrownBy(() -> MemoryGraph.of(holder))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageStartingWith("Holder.others[]: a java.util.HashMap$Values cannot be saved")
        .hasMessageContaining("keep the map in a field");
  }

  @Test
  void shouldKeepViewsThatAreWrappedAndHashed() {
    Map<TimeUnit, String> map = new HashMap<>(Map.of(TimeUnit.DAYS, "d"));
    Map<String, Integer> other = new HashMap<>(Map.of("a", 1, "b", 2));
    Holder holder = new Holder();
    Set<Set<?>> sets = new HashSet<>();
    sets.add(map.keySet());
    sets.add(other.keySet());
    sets.add(Collections.unmodifiableSet(new HashSet<>(Set.of("c"))));
    holder.others.add(sets);
    holder.others.add(Collections.unmodifiableSet(other.keySet()));
    holder.others.add(other);
    holder.map = map;
    rehearse(holder);
    Holder back = MemoryGraph.roundTrip(holder);

    Set<?> setsBack = (Set<?>) back.others.get(0);
    assertThat(setsBack).anyMatch(set -> set == back.map.keySet());
    assertThat(setsBack.contains(Set.of("a", "b"))).isTrue();
    assertThat(setsBack.contains(Set.of(TimeUnit.DAYS))).isTrue();
    assertThat(setsBack.contains(Set.of("c"))).isTrue();
    ((Map<?, ?>) back.others.get(2)).remove("a");
    assertThat((Set<?>) back.others.get(1)).hasSize(1);
  }
}
