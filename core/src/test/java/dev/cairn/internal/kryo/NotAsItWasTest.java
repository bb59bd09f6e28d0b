/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.Comparisons;
import java.io.IOException;
import java.io.Serializable;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What cannot come back, or comes back otherwise, is refused or said. */
class NotAsItWasTest {
  /** As many as make a collision of the order certain enough. */
  enum Colour {
    RED,
    GREEN,
    BLUE,
    WHITE
  }

  record Cell(Colour colour, int at) {}

  private static List<String> warnings(Object root) {
    return Comparisons.compare(root, MemoryGraph.roundTrip(root));
  }

  private static void assertWarned(Object root) {
    assertThat(warnings(new ArrayList<>(List.of(root))))
        .singleElement()
        .asString()
        .contains(" iterate in another order after a resume");
  }

  @Test
  void shouldWarnOfKeysThatHashByIdentityOnlyInAnotherJvm() {
    Map<Object, Integer> byEnum = new HashMap<>();
    Set<Object> records = new HashSet<>();
    Set<Object> optionals = new HashSet<>();
    for (Colour colour : Colour.values()) {
      byEnum.put(colour, 1);
      records.add(new Cell(colour, 2));
      optionals.add(Optional.of(colour));
    }

    assertWarned(byEnum);
    assertWarned(records);
    assertWarned(optionals);
    assertWarned(new HashSet<>(Set.of(String.class, Integer.class)));
    assertWarned(new HashSet<>(Set.of(MathContext.DECIMAL32, MathContext.DECIMAL64)));
    assertThat(warnings(new ArrayList<>(List.of(new HashSet<>(Set.of("a", 1L)))))).isEmpty();
  }

  @Test
  void shouldNotWarnOfCollectionsOfEnumsThatHaveAnOrder() {
    Map<TimeUnit, Integer> map = new EnumMap<>(TimeUnit.class);
    map.put(TimeUnit.DAYS, 1);
    map.put(TimeUnit.HOURS, 2);
    Map<Object, Object> linked = new LinkedHashMap<>(map);
    Hashtable<Object, Object> table = new Hashtable<>(Map.of("a", 1, "b", 2, "c", 3));
    List<Object> state =
        new ArrayList<>(
            List.of(
                map,
                EnumSet.allOf(TimeUnit.class),
                linked,
                Collections.unmodifiableMap(linked),
                linked.keySet(),
                new TreeMap<>(map),
                table));

    assertThat(warnings(state)).isEmpty();
    assertThat(changes(state)).isEmpty();
  }

  @Test
  void shouldNotTakeValuesOfAnIdentitySetForOthers() {
    Set<Object> texts = Collections.newSetFromMap(new IdentityHashMap<>());
    Set<Object> numbers = new HashSet<>();
    Set<Object> patterns = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      texts.add("text " + i);
      numbers.add(new AtomicInteger(i));
      patterns.add(Pattern.compile("p" + i));
    }

    assertThat(warnings(new ArrayList<>(List.of(texts)))).hasSizeLessThanOrEqualTo(1);
    assertWarned(numbers);
    assertWarned(patterns);
  }

  @Test
  void shouldBringBackASetWithinItself() {
    Set<Object> set = new HashSet<>();
    set.add(set);

    Set<?> copy = MemoryGraph.roundTrip(set);

    List<String> unused = Comparisons.compare(set, copy);
    assertThat(copy.iterator().next()).isSameAs(copy);
  }

  /** Changes what it is given. */
  record Doubled(double x) {
    Doubled {
      x = 2 * x;
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // as a program may have it
  record Span(int[] ends) {
    Span {
      if (ends[0] > ends[1]) {
        throw new IllegalArgumentException("empty span");
      }
    }
  }

  @Test
  void shouldRefuseARecordWhoseConstructorMakesOtherComponents() {
    assertThatThrownBy(() -> MemoryGraph.of(new ArrayList<>(List.of(new Doubled(1)))))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("ArrayList[]")
        .hasMessageContaining("makes 4.0 of the 2.0 that it is given for x");
  }

  @Test
  void shouldRefuseARecordWhoseConstructorRefusesItsComponents() {
    int[] ends = {1, 2};
    Span span = new Span(ends);
    ends[0] = 3;

    assertThatThrownBy(() -> MemoryGraph.of(span))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("empty span");
  }

  record Copying(List<Integer> list) {
    Copying {
      list = List.copyOf(list);
    }
  }

  @Test
  void shouldKeepAnImmutableListOneThatRecordsCopy() {
    List<Integer> shared = List.of(1, 2, 3);
    List<Object> state = new ArrayList<>(List.of(new Copying(shared), new Copying(shared), shared));

    List<Object> copy = MemoryGraph.secondRoundTrip(state);

    assertThat(((Copying) copy.get(0)).list()).isSameAs(((Copying) copy.get(1)).list());
    assertThat(((Copying) copy.get(0)).list()).isSameAs(copy.get(2));
    assertThatThrownBy(() -> ((List<?>) copy.get(2)).contains(null))
        .isInstanceOf(NullPointerException.class);
    List<Object> withNull = Arrays.asList(1, null, 2).stream().map(x -> (Object) x).toList();
    assertThat(MemoryGraph.roundTrip(withNull)).isEqualTo(withNull);
  }

  @Test
  void shouldSayThatEntriesHaveBecomeEqual() {
    List<Integer> one = new ArrayList<>(List.of(1));
    Set<Object> set = new HashSet<>(List.of(one, new ArrayList<>(List.of(1, 2))));
    one.add(2);

    assertThat(changes(new ArrayList<>(List.of(set))))
        .singleElement()
        .asString()
        .startsWith("java.util.HashSet: entries are gone");
  }

  private static List<String> changes(Object root) {
    return MemoryGraph.of(root).restore().changes();
  }

  static final class Transient {
    final transient String text = new String("t");

    @Override
    public int hashCode() {
      return text.length();
    }

    @Override
    public boolean equals(Object other) {
      return other == this;
    }
  }

  @Test
  void shouldNameACollectionThatCannotBeFilled() {
    MemoryGraph graph = MemoryGraph.of(new HashSet<>(Set.of(new Transient())));

    assertThatThrownBy(graph::restore)
        .isInstanceOf(CorruptCheckpointException.class)
        .hasMessageContaining("a java.util.HashSet cannot be filled")
        .hasMessageContaining("transient");
  }

  /** Sorts by what is turned round before it is read. */
  static final class Turning implements Comparator<Integer> {
    static boolean turned;

    @Override
    public int compare(Integer one, Integer other) {
      return turned ? other.compareTo(one) : one.compareTo(other);
    }
  }

  @Test
  void shouldSortAnewWhereTheOrderIsAnotherOneByNow() {
    TreeMap<Integer, String> map = new TreeMap<>(new Turning());
    TreeSet<Integer> set = new TreeSet<>(new Turning());
    for (int i = 0; i < 9; i++) {
      map.put(i, "v" + i);
      set.add(i);
    }
    MemoryGraph graph = MemoryGraph.of(new ArrayList<>(List.of(map, set)));
    Turning.turned = true;
    try {
      List<?> copy = (List<?>) graph.read();

      assertThat(((Map<?, ?>) copy.get(0)).get(3)).isEqualTo("v3");
      assertThat(((Map<?, ?>) copy.get(0)).keySet().iterator().next()).isEqualTo(8);
      assertThat(((Set<?>) copy.get(1)).contains(3)).isTrue();
      assertThat(graph.restore().changes())
          .hasSize(2)
          .allMatch(change -> change.contains("iterates in another order than before"));
    } finally {
      Turning.turned = false;
    }
  }

  @Test
  void shouldSayThatATableHasGrown() {
    Map<String, Integer> map = new HashMap<>();
    for (int i = 0; i < 9; i++) {
      StringBuilder key = new StringBuilder(); // all of the same hash
      for (int bit = 0; bit < 4; bit++) {
        key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      map.put(key.toString(), i);
    }

    assertThat(changes(map)).singleElement().asString().contains("its table is larger than before");
    map.remove("AaAaAaAa");
    assertThat(changes(map)).isEmpty();
  }

  static final class Ordered extends LinkedHashMap<Object, Object> {
    private static final long serialVersionUID = 1L;
    Class<?> about = String.class;
    Object self = this;
    int number = 1 << 24;

    Ordered(boolean byAccess) {
      super(16, 0.75f, byAccess);
    }
  }

  @Test
  void shouldTellTheOrderOfALinkedHashMapWhateverIsInIt() {
    for (boolean byAccess : new boolean[] {true, false}) {
      Ordered map = new Ordered(byAccess);
      map.put(String.class, map);
      map.put("b", Integer.class);
      map.put("c", new ArrayList<>());

      Ordered copy = MemoryGraph.roundTrip(map);

      assertThat(AccessOrder.of(copy)).isEqualTo(byAccess);
      assertThat(AccessOrder.of(map)).isEqualTo(byAccess);
      assertThat(copy.self).isSameAs(copy);
    }
    assertThat(AccessOrder.of(new LinkedHashMap<>(Map.of(String.class, 1)))).isFalse();
    assertThat(AccessOrder.of(new LinkedHashMap<>(16, 0.75f, true))).isTrue();
  }

  @Test
  void shouldKeepTheTableOfAConcurrentHashMap() {
    Map<Object, Object> map = new ConcurrentHashMap<>(100);
    map.put(0, 0);
    map.put(128, 1);
    Map<Object, Object> copy = MemoryGraph.roundTrip(map);
    for (int i = 0; i < 80; i++) {
      map.put(37 * i, i);
      copy.put(37 * i, i);
    }

    assertThat(new ArrayList<>(copy.keySet())).isEqualTo(new ArrayList<>(map.keySet()));
  }

  @Test
  void shouldKeepTheKeysOfAMapThatIsTurnedRound() {
    TreeMap<Integer, Integer> map = new TreeMap<>(Map.of(1, 1, 2, 2));

    Object[] copy = MemoryGraph.roundTrip(new Object[] {map.descendingKeySet(), map});
    ((Map<Object, Object>) copy[1]).put(3, 3);

    assertThat((Collection<Object>) copy[0]).containsExactly(3, 2, 1);
  }

  @Test
  void shouldRefuseTheKeysOfAPartOfAMap() {
    TreeMap<Integer, Integer> map = new TreeMap<>(Map.of(1, 1, 2, 2));

    assertThatThrownBy(() -> MemoryGraph.of(new Object[] {map.headMap(2).keySet(), map}))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("Object[][]")
        .hasMessageContaining("keys of a part of a TreeMap");
  }

  enum None {}

  @Test
  void shouldRefuseASetOfAnEnumWithoutConstants() {
    assertThatThrownBy(() -> MemoryGraph.of(EnumSet.noneOf(None.class)))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("an enum without constants");
    assertThat(MemoryGraph.roundTrip(EnumSet.noneOf(TimeUnit.class))).isEmpty();
  }

  @Test
  void shouldRefuseTheClassOfALambda() {
    Runnable lambda = () -> {};

    assertThatThrownBy(() -> MemoryGraph.of(new Object[] {lambda.getClass()}))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("the class of a lambda or a proxy");
  }

  @Test
  void shouldLeaveACalendarAsItIs() {
    Calendar calendar = new GregorianCalendar(2024, Calendar.JANUARY, 31);
    long unused = calendar.getTimeInMillis();
    calendar.set(Calendar.MONTH, Calendar.FEBRUARY);

    MemoryGraph graph = MemoryGraph.of(calendar);
    calendar.set(Calendar.DAY_OF_MONTH, 1);

    assertThat(calendar.get(Calendar.MONTH)).isEqualTo(Calendar.FEBRUARY);
    assertThat(graph.image.remarks()).singleElement().asString().contains("getTimeInMillis()");
  }

  interface Mark {}

  static final class Marked extends RuntimeException implements Mark {
    private static final long serialVersionUID = 1L;
    final Class<?> about = Mark.class;
    final Class<?> more = Serializable.class;
    final Instant at = Instant.ofEpochSecond(5);
    final Duration span = Duration.ofSeconds(6);
    final EnumSet<TimeUnit> units = EnumSet.of(TimeUnit.DAYS);
    final Map<String, Integer> map = Map.of("a", 1);
    final SerializableSupplier supplier = () -> "supplied";
  }

  interface SerializableSupplier extends Supplier<String>, Serializable {}

  /** They give a stand-in for themselves to Java serialization before anybody can. */
  @Test
  void shouldKeepAnExceptionWithValuesThatHaveAStandIn() throws IOException {
    Marked failure = new Marked();
    KryoGraphCodec codec =
        MemoryGraph.codec(NotAsItWasTest.class.getName(), Marked.class.getName());
    MemoryGraph graph = MemoryGraph.again(codec, Map.of("main", failure));

    Marked copy = (Marked) codec.read(graph.source(), Map.of()).roots().get("main");

    assertThat(copy.about).isSameAs(Mark.class);
    assertThat(copy.more).isSameAs(Serializable.class);
    assertThat(copy.at).isEqualTo(failure.at);
    assertThat(copy.span).isEqualTo(failure.span);
    assertThat(copy.units).isEqualTo(failure.units);
    assertThat(copy.map).isEqualTo(failure.map);
    assertThat(copy.supplier.get()).isEqualTo("supplied");
  }
}
