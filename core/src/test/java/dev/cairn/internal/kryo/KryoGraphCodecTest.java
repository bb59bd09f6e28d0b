/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static dev.cairn.internal.kryo.MemoryGraph.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings("JdkObsolete")
class KryoGraphCodecTest {
  enum Colour {
    RED,
    GREEN {
      @Override
      int weight() {
        return 2;
      }
    };

    int weight() {
      return 1;
    }
  }

  static class Node {
    int value;
    Node next;
    Object other;

    Node(int value) {
      this.value = value;
    }
  }

  static final class Primitives extends Node {
    final boolean truth = true;
    final byte aByte = -3;
    final short aShort = -300;
    final char aChar = '\uD800';
    final int anInt = Integer.MIN_VALUE;
    final long aLong = Long.MIN_VALUE;
    final float aFloat = Float.intBitsToFloat(0x7fc12345);
    final double aDouble = Double.longBitsToDouble(0x7ff8123456789abcL);
    transient int forgotten = 7;

    Primitives() {
      super(5);
    }
  }

  record Point(int x, Object y) {}

  record Chain(int value, Chain next) {}

  final class Inner {
    int value = 3;

    KryoGraphCodecTest outer() {
      return KryoGraphCodecTest.this;
    }
  }

  final int marker = 42;

  static List<Object> values() {
    Map<String, Integer> linked = new LinkedHashMap<>();
    linked.put("b", 1);
    linked.put("a", 2);
    return List.of(
        "text",
        "wide \u20ac and unpaired \uD800",
        "",
        5,
        -7L,
        2.5,
        true,
        'x',
        (byte) 3,
        (short) 4,
        1.5f,
        new BigInteger("-123456789012345678901234567890"),
        new BigDecimal("1.50"),
        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
        java.net.URI.create("http://localhost/a?b"),
        new java.io.File("a/b"),
        Locale.GERMANY,
        Duration.ofNanos(-5),
        Instant.ofEpochSecond(5, 7),
        LocalDate.of(12345, 2, 3),
        ZonedDateTime.parse("2020-10-25T02:30+01:00[Europe/Berlin]"),
        OptionalInt.of(4),
        Optional.of("x"),
        Optional.empty(),
        Colour.RED,
        Colour.GREEN,
        TimeUnit.DAYS,
        BitSet.valueOf(new long[] {5, 0, 9}),
        new ArrayList<>(Arrays.asList(1, null, "x")),
        new LinkedList<>(List.of(1, 2)),
        new Stack<>(),
        List.of(),
        List.of(1),
        List.of(1, 2, 3),
        Arrays.asList("a", "b"),
        Collections.emptyMap(),
        Collections.singletonList(1),
        new HashMap<>(Map.of("a", 1, "b", List.of(2))),
        linked,
        new TreeMap<>(Map.of("z", 1, "y", 2)),
        new ConcurrentHashMap<>(Map.of(1, 2)),
        new ConcurrentSkipListMap<>(Map.of(1, 2)),
        new Hashtable<>(Map.of(1, 2, 3, 4)),
        new HashSet<>(List.of(1, 2, 3)),
        new LinkedHashSet<>(List.of(3, 1, 2)),
        new TreeSet<>(List.of(3, 1, 2)),
        Set.of(1, 2, 3),
        Map.of("a", 1),
        EnumSet.of(Colour.GREEN),
        EnumSet.noneOf(Colour.class),
        new EnumMap<Colour, String>(Map.of(Colour.RED, "r")),
        new EnumMap<Colour, String>(Colour.class),
        new Point(1, "y"));
  }

  @ParameterizedTest
  @MethodSource("values")
  void shouldBringValuesBackEqual(Object value) {
    Object copy = roundTrip(value);

    assertThat(copy).isEqualTo(value);
    assertThat(copy.getClass()).isEqualTo(value.getClass());
    assertThat(copy.toString()).isEqualTo(value.toString());
  }

  static List<Object> arrays() {
    double[] large = new Random(1).doubles(5000).toArray();
    large[17] = Double.longBitsToDouble(0x7ff8000000000001L);
    return List.of(
        new byte[] {1, -1},
        new boolean[] {true, false},
        new char[] {'a', '\uDFFF'},
        new short[] {1, -1},
        new int[] {1, -1},
        new long[] {1, -1},
        new float[] {1, Float.NaN},
        new double[] {1, -0.0},
        large,
        new int[0],
        new int[][] {{1}, {}, {2, 3}, null},
        new Object[] {1, "a", new int[] {1}},
        new String[][] {{"a"}},
        new Colour[] {Colour.RED, null});
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void shouldBringArraysBackEqual(Object array) {
    Object copy = roundTrip(array);

    assertThat(copy.getClass()).isEqualTo(array.getClass());
    assertThat(java.util.Objects.deepEquals(copy, array)).isTrue();
  }

  @Test
  void shouldKeepEveryBitOfPrimitiveFields() {
    Primitives copy = roundTrip(new Primitives());

    assertThat(copy.value).isEqualTo(5);
    assertThat(copy.truth).isTrue();
    assertThat(copy.aByte).isEqualTo((byte) -3);
    assertThat(copy.aShort).isEqualTo((short) -300);
    assertThat(copy.aChar).isEqualTo('\uD800');
    assertThat(copy.anInt).isEqualTo(Integer.MIN_VALUE);
    assertThat(copy.aLong).isEqualTo(Long.MIN_VALUE);
    assertThat(Float.floatToRawIntBits(copy.aFloat)).isEqualTo(0x7fc12345);
    assertThat(Double.doubleToRawLongBits(copy.aDouble)).isEqualTo(0x7ff8123456789abcL);
    assertThat(copy.forgotten).isZero();
  }

  @Test
  void shouldKeepCyclesAndSharing() {
    Node node = new Node(1);
    node.next = new Node(2);
    node.next.next = node;
    List<Object> list = new ArrayList<>();
    list.add(list);
    list.add(node);
    node.other = list;

    Node copy = roundTrip(node);

    assertThat(copy.next.next).isSameAs(copy);
    List<?> copiedList = (List<?>) copy.other;
    assertThat(copiedList.get(0)).isSameAs(copiedList);
    assertThat(copiedList.get(1)).isSameAs(copy);
  }

  @Test
  void shouldKeepCyclesThroughRecords() {
    List<Object> list = new ArrayList<>();
    Point point = new Point(1, list);
    list.add(point);
    list.add(new Point(2, point));

    Point copy = roundTrip(point);

    List<?> copiedList = (List<?>) copy.y();
    assertThat(copiedList.get(0)).isSameAs(copy);
    assertThat(((Point) copiedList.get(1)).y()).isSameAs(copy);
  }

  @Test
  void shouldBringBackMillionsOfLinkedNodesWithoutRecursion() {
    Node first = new Node(0);
    Node last = first;
    for (int i = 1; i < 2_000_000; i++) {
      last.next = new Node(i);
      last = last.next;
    }

    Node copy = roundTrip(first);

    int count = 0;
    for (Node at = copy; at != null; at = at.next) {
      assertThat(at.value).isEqualTo(count++);
    }
    assertThat(count).isEqualTo(2_000_000);
  }

  @Test
  void shouldBringBackLongChainsOfRecords() {
    Chain chain = null;
    for (int i = 0; i < 200_000; i++) {
      chain = new Chain(i, chain);
    }

    Chain copy = roundTrip(chain);

    for (Chain at = copy; at != null; at = at.next()) {
      assertThat(at.value()).isEqualTo(chain.value());
      chain = chain.next();
    }
  }

  @Test
  void shouldKeepTheOuterInstanceOfAnInnerClass() {
    Inner copy = roundTrip(new Inner());

    assertThat(copy.outer()).isNotNull();
    assertThat(copy.outer().marker).isEqualTo(42);
  }

  @Test
  void shouldFindKeysWhoseHashDependsOnWhatComesLater() {
    Map<Object, String> map = new HashMap<>();
    List<Object> key = new ArrayList<>();
    Set<Object> inner = new HashSet<>();
    inner.add(new Point(1, "deep"));
    key.add(inner);
    map.put(key, "found");
    key.add("tail");
    map.clear();
    map.put(key, "found");

    Map<Object, String> copy = roundTrip(map);

    assertThat(copy.get(key)).isEqualTo("found");
    assertThat(copy.get(copy.keySet().iterator().next())).isEqualTo("found");
  }

  @Test
  void shouldKeepTheIterationOrderOfShrunkAndPresizedHashTables() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      Map<Long, Integer> map = new HashMap<>(random.nextInt(5000));
      Set<Long> set = new HashSet<>(random.nextInt(5000));
      Hashtable<Long, Integer> table = new Hashtable<>(1 + random.nextInt(5000));
      for (int i = 0; i < 2000; i++) {
        map.put(random.nextLong(), i);
        set.add(random.nextLong());
        table.put(random.nextLong(), i);
      }
      map.keySet().removeIf(key -> random.nextInt(20) != 0);
      set.removeIf(key -> random.nextInt(20) != 0);
      table.keySet().removeIf(key -> random.nextInt(20) != 0);

      assertThat(List.copyOf(roundTrip(map).keySet()))
          .as("seed " + seed)
          .isEqualTo(List.copyOf(map.keySet()));
      assertThat(List.copyOf(roundTrip(set))).as("seed " + seed).isEqualTo(List.copyOf(set));
      assertThat(List.copyOf(roundTrip(table).keySet()))
          .as("seed " + seed)
          .isEqualTo(List.copyOf(table.keySet()));
    }
  }

  @Test
  void shouldKeepTheAccessOrderOfALinkedHashMap() {
    Map<String, Integer> map = new LinkedHashMap<>(16, 0.75f, true);
    map.put("a", 1);
    map.put("b", 2);
    assertThat(map.get("a")).isEqualTo(1);

    Map<String, Integer> copy = roundTrip(map);
    assertThat(copy.get("b")).isEqualTo(2);

    assertThat(copy.keySet()).containsExactly("a", "b");
    Map<String, Integer> plain = roundTrip(new LinkedHashMap<>(Map.of("c", 3)));
    plain.put("d", 4);
    assertThat(plain.get("c")).isEqualTo(3);
    assertThat(plain.keySet()).containsExactly("c", "d");
  }

  @Test
  void shouldKeepComparatorsAndHeaps() {
    TreeMap<String, Integer> map = new TreeMap<>(Comparator.<String>reverseOrder());
    map.put("a", 1);
    map.put("b", 2);
    PriorityQueue<Integer> queue = new PriorityQueue<>(List.of(5, 1, 4, 1, 3));

    assertThat(roundTrip(map).firstKey()).isEqualTo("b");
    assertThat(roundTrip(queue).toArray()).isEqualTo(queue.toArray());
    assertThat(roundTrip(new ArrayDeque<>(List.of(1, 2)))).containsExactly(1, 2);
  }

  @Test
  void shouldKeepMutableValues() {
    LongAdder adder = new LongAdder();
    adder.add(5);
    Random random = new Random(3);
    random.nextGaussian();
    IdentityHashMap<Object, Object> identities = new IdentityHashMap<>();
    String key = new String("k");
    identities.put(key, key);

    assertThat(roundTrip(adder).sum()).isEqualTo(5);
    assertThat(roundTrip(new AtomicInteger(4)).get()).isEqualTo(4);
    assertThat(roundTrip(new AtomicReference<>("x")).get()).isEqualTo("x");
    assertThat(roundTrip(new StringBuilder("sb")).toString()).isEqualTo("sb");
    assertThat(roundTrip(Pattern.compile("a+", Pattern.CASE_INSENSITIVE)).flags())
        .isEqualTo(Pattern.CASE_INSENSITIVE);
    Random copy = roundTrip(random);
    assertThat(copy.nextGaussian()).isEqualTo(random.nextGaussian());
    assertThat(copy.nextLong()).isEqualTo(random.nextLong());
    assertThat(roundTrip(identities)).hasSize(1);
  }

  @Test
  void shouldKeepWhatTwoRootsShare() throws Exception {
    Node shared = new Node(1);
    Map<String, Object> roots = new LinkedHashMap<>();
    roots.put("a", new ArrayList<>(List.of(shared)));
    roots.put("b", shared);
    MemoryGraph graph = new MemoryGraph();
    graph.write(MemoryGraph.codec(), roots);

    Map<String, Object> copies = graph.restore().roots();

    assertThat(((List<?>) copies.get("a")).get(0)).isSameAs(copies.get("b"));
  }

  static final class Interned {
    Set<String> current = new HashSet<>(Set.of("a", "b"));
    Map<Set<String>, Integer> seen = new HashMap<>();
  }

  static final class ByDistance implements Comparator<String> {
    final Map<String, Integer> distances = new HashMap<>();

    @Override
    public int compare(String left, String right) {
      return Integer.compare(distances.getOrDefault(left, 0), distances.getOrDefault(right, 0));
    }
  }

  static final class Frontier {
    Map<String, Integer> alsoHere;
    TreeSet<String> nodes;
    TreeMap<String, Integer> order;
    PriorityQueue<String> queue;

    Frontier() {
      ByDistance byDistance = new ByDistance();
      alsoHere = byDistance.distances;
      nodes = new TreeSet<>(byDistance);
      order = new TreeMap<>(byDistance);
      queue = new PriorityQueue<>(byDistance);
      for (int i = 0; i < 5; i++) {
        alsoHere.put("n" + i, 10 - i);
        nodes.add("n" + i);
        order.put("n" + i, i);
        queue.add("n" + i);
      }
    }
  }

  @Test
  void shouldFillKeysBeforeTheCollectionsThatHashThem() {
    Interned interned = new Interned();
    interned.seen.put(interned.current, 7);

    Interned copy = roundTrip(interned);

    assertThat(copy.seen.get(Set.of("a", "b"))).isEqualTo(7);
    assertThat(copy.seen.keySet().iterator().next()).isSameAs(copy.current);
  }

  @Test
  void shouldKeepWhatIsSortedByAComparatorThatLooksIntoOtherState() {
    Frontier frontier = new Frontier();

    Frontier copy = roundTrip(frontier);

    assertThat(copy.nodes).containsExactlyElementsOf(frontier.nodes).hasSize(5);
    assertThat(copy.order.keySet()).containsExactlyElementsOf(frontier.order.keySet());
    assertThat(copy.queue.toArray()).isEqualTo(frontier.queue.toArray());
    assertThat(copy.nodes.contains("n3")).isTrue();
    assertThat(((ByDistance) copy.nodes.comparator()).distances).isSameAs(copy.alsoHere);
  }
}
