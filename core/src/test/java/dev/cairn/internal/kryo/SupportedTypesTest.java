/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static dev.cairn.internal.kryo.MemoryGraph.roundTrip;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.Comparisons;
import dev.cairn.internal.capture.Rehearsal;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.time.Duration;
import java.time.MonthDay;
import java.time.OffsetTime;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.WeakHashMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rows of docs/state.md beyond the plain ones. */
class SupportedTypesTest {
  static final class Holder {
    Object first;
    Object second;

    Holder(Object first, Object second) {
      this.first = first;
      this.second = second;
    }
  }

  static List<Object> rows() {
    List<Object> base = new ArrayList<>(List.of(3, 1, 2));
    TreeMap<String, Integer> sorted = new TreeMap<>(Map.of("a", 1, "b", 2, "c", 3));
    Properties properties = new Properties();
    properties.setProperty("key", "value");
    return List.of(
        Collections.unmodifiableCollection(base),
        Collections.unmodifiableList(base),
        Collections.unmodifiableSet(new TreeSet<>(base)),
        Collections.unmodifiableSortedSet(new TreeSet<>(base)),
        Collections.unmodifiableNavigableSet(new TreeSet<>(base)),
        Collections.unmodifiableMap(new HashMap<>(sorted)),
        Collections.unmodifiableSortedMap(sorted),
        Collections.unmodifiableNavigableMap(sorted),
        Collections.synchronizedCollection(base),
        Collections.synchronizedList(base),
        Collections.synchronizedSet(new TreeSet<>(base)),
        Collections.synchronizedNavigableMap(sorted),
        Collections.nCopies(3, "x"),
        sorted.descendingMap(),
        sorted.subMap("a", "c"),
        new AbstractMap.SimpleEntry<>("k", 5),
        Map.entry("k", 5),
        Comparator.nullsFirst(Comparator.naturalOrder()),
        Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER),
        new DecimalFormat("0.00"),
        new GregorianCalendar(2026, 1, 2),
        TimeZone.getTimeZone("Europe/Berlin"),
        properties,
        MonthDay.of(2, 29),
        OffsetTime.parse("10:15+01:00"),
        Currency.getInstance("EUR"),
        new StringBuffer("x"),
        Path.of("a", "b"),
        int[].class,
        Holder.class,
        new IllegalStateException("x", new RuntimeException("y")),
        new LinkedBlockingDeque<>(List.of(1, 2)),
        new PriorityBlockingQueue<>(List.of(3, 1, 2)),
        new AtomicMarkableReference<>("x", true),
        CompletableFuture.completedFuture("x"),
        CompletableFuture.failedFuture(new IllegalStateException("x")),
        new Semaphore(3, true),
        new CountDownLatch(2),
        new StampedLock(),
        new ReentrantReadWriteLock(true),
        new WeakHashMap<>(Map.of("k", 1)));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void shouldBringBack(Object row) {
    Holder holder = new Holder(row, row);

    Holder back = roundTrip(holder);

    Comparisons.compare(holder, back);
    assertThat(back.first).isSameAs(back.second).isNotNull();
    assertThat(back.first.getClass()).isEqualTo(row.getClass());
  }

  @Test
  void shouldKeepViewsOnTheCollectionsThatTheyShow() {
    List<String> list = new ArrayList<>(List.of("a"));
    Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
    ConcurrentHashMap<String, Integer> concurrent = new ConcurrentHashMap<>(Map.of("k", 1));
    List<Object> all =
        new ArrayList<>(
            Arrays.asList(
                list,
                Collections.unmodifiableList(list),
                map,
                Collections.synchronizedMap(map),
                concurrent,
                concurrent.keySet(9)));

    List<Object> back = roundTrip(all);

    @SuppressWarnings("unchecked")
    List<String> listBack = (List<String>) back.get(0);
    listBack.add("b");
    assertThat((List<?>) back.get(1)).hasToString("[a, b]");
    @SuppressWarnings("unchecked")
    Map<String, Integer> mapBack = (Map<String, Integer>) back.get(2);
    mapBack.put("b", 2);
    assertThat((Map<?, ?>) back.get(3)).hasSize(2);
    @SuppressWarnings("unchecked")
    Set<String> keys = (Set<String>) back.get(5);
    keys.add("new");
    assertThat(((Map<?, ?>) back.get(4)).get("new")).isEqualTo(9);
  }

  @Test
  void shouldKeepAListOnTheArrayThatItShows() {
    Double[] cells = {1.0, 2.0};
    List<Object> back = roundTrip(new ArrayList<>(Arrays.asList(cells, Arrays.asList(cells))));

    ((Double[]) back.get(0))[0] = 9.0;
    assertThat(back.get(1)).hasToString("[9.0, 2.0]");
  }

  @Test
  void shouldKeepTheMessageThatTheJvmFindsForItsOwnNullPointers() {
    String[] nothing = new String[1];
    NullPointerException failure = null;
    try {
      int unused = nothing[0].length();
    } catch (NullPointerException e) {
      failure = e;
    }

    NullPointerException back = roundTrip(failure);

    assertThat(back).hasMessage(failure.getMessage()).hasMessageContaining("String.length()");
    assertThat(back.getStackTrace()).isEqualTo(failure.getStackTrace());
  }

  @Test
  void shouldFindADifferenceInAValueWhoseKeyIsHashedByIdentity() {
    Holder key = new Holder(1, 2);
    Map<Object, Object> map = new HashMap<>();
    map.put(key, "right");
    map.put(new Holder(3, 4), "other");
    Holder live = new Holder(key, map);
    Holder copy = roundTrip(live);
    @SuppressWarnings("unchecked")
    Map<Object, Object> copied = (Map<Object, Object>) copy.second;
    copied.put(copy.first, "wrong");

    assertThatThrownBy(() -> Comparisons.compare(live, copy)).hasMessageContaining("wrong");
  }

  @Test
  void shouldKeepFairnessAndCapacity() {
    ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(5, true);
    queue.add("x");

    ArrayBlockingQueue<String> back = roundTrip(queue);

    assertThat(back.remainingCapacity()).isEqualTo(4);
    assertThat(back).containsExactly("x");
    assertThat(roundTrip(new ReentrantLock(true)).isFair()).isTrue();
    assertThat(roundTrip(new ReentrantLock()).isFair()).isFalse();
  }

  static final class Cache extends LinkedHashMap<String, Integer> {
    private static final long serialVersionUID = 1L;
    private final int most;
    private int puts;
    private String name = "cache";

    Cache(int most) {
      super(16, 0.75f, true);
      this.most = most;
    }

    @Override
    public Integer put(String key, Integer value) {
      puts++;
      return super.put(key, value);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
      return size() > most;
    }
  }

  static class Numbers extends ArrayList<Integer> {
    private static final long serialVersionUID = 1L;
    int added;

    @Override
    public boolean add(Integer number) {
      added++;
      return super.add(number);
    }

    @Override
    public java.util.Iterator<Integer> iterator() {
      throw new IllegalStateException("not for this");
    }

    @Override
    public Object[] toArray() {
      throw new IllegalStateException("not for this either");
    }
  }

  static final class MoreNumbers extends Numbers {
    private static final long serialVersionUID = 1L;
    double mean;

    @Override
    public boolean add(Integer number) {
      mean += number;
      return super.add(number);
    }
  }

  @Test
  void shouldBringSubclassesOfCollectionsBackWithoutCallingWhatTheyOverride() {
    Cache cache = new Cache(2);
    cache.put("a", 1);
    cache.put("b", 2);
    Integer unused = cache.get("a");
    MoreNumbers numbers = new MoreNumbers();
    numbers.add(3);
    numbers.add(4);
    Holder holder = new Holder(cache, numbers);

    Holder back = roundTrip(holder);

    Cache cacheBack = (Cache) back.first;
    assertThat(cacheBack.puts).isEqualTo(2);
    assertThat(cacheBack.name).isEqualTo("cache");
    assertThat(cacheBack.keySet()).containsExactly("b", "a");
    cacheBack.put("c", 3);
    assertThat(cacheBack.keySet()).containsExactly("a", "c");
    MoreNumbers numbersBack = (MoreNumbers) back.second;
    assertThat(numbersBack.added).isEqualTo(2);
    assertThat(numbersBack.mean).isEqualTo(7.0);
    assertThat(numbersBack.get(1)).isEqualTo(4);
  }

  static final class Dice extends Random {
    private static final long serialVersionUID = 1L;
    int rolls;

    Dice(long seed) {
      super(seed);
    }

    int roll() {
      rolls++;
      return nextInt(6);
    }
  }

  @Test
  void shouldGoOnWithTheNumbersOfASubclassOfRandom() {
    Dice dice = new Dice(5);
    int unused = dice.roll();

    Dice back = roundTrip(dice);

    assertThat(back.rolls).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      assertThat(back.roll()).isEqualTo(dice.roll());
    }
  }

  enum Phase {
    FIRST,
    SECOND;

    int visits;
    Object last;
  }

  @Test
  void shouldSetTheFieldsOfEnumConstants() {
    Phase.SECOND.visits = 3;
    Phase.SECOND.last = new Holder(Phase.FIRST, Phase.SECOND);
    MemoryGraph saved = MemoryGraph.of(new Holder(Phase.SECOND, "x"));
    Phase.SECOND.visits = 0;
    Phase.SECOND.last = null;

    Object back = saved.read();

    assertThat(((Holder) back).first).isSameAs(Phase.SECOND);
    assertThat(Phase.SECOND.visits).isEqualTo(3);
    assertThat(((Holder) Phase.SECOND.last).second).isSameAs(Phase.SECOND);
  }

  @Test
  void shouldMakeAFreshSecureRandomWhereThatIsAskedFor() throws IOException {
    KryoGraphCodec codec =
        new KryoGraphCodec(
            new ClassPolicy(List.of("java.security.SecureRandom", "dev.cairn.*")),
            getClass().getClassLoader());
    java.security.SecureRandom random = new java.security.SecureRandom();
    Map<String, Object> roots = Map.of("main", new Holder(random, random));
    Snapshot snapshot = Snapshot.take(codec, roots, new StagingMemory(1 << 20));
    assertThat(
            new Rehearsal(codec, System::nanoTime)
                .compare(roots, snapshot, Duration.ofMinutes(1))
                .complete())
        .isTrue();
    MemoryGraph graph = new MemoryGraph();
    graph.write(codec, roots);
    Holder back = (Holder) codec.read(graph.source(), Map.of()).roots().get("main");

    assertThat(back.first).isSameAs(back.second).isNotSameAs(random);
    assertThat(((java.security.SecureRandom) back.first).nextInt(5)).isBetween(0, 4);
  }

  @Test
  void shouldRefuseWithARemedy() {
    Collection<String> view = new HashMap<>(Map.of("a", "b")).values();
    assertRefused(view, "keep the map in a field");
    assertRefused(new ArrayList<>(List.of(1, 2)).subList(0, 1), "new ArrayList<>(view)");
    assertRefused(RandomGenerator.of("L64X128MixRandom"), "Commons RNG");
    assertRefused(new java.util.SplittableRandom(), "Commons RNG");
    assertRefused(new java.security.SecureRandom(), "cannot be reproduced");
    assertRefused(Collections.checkedList(new ArrayList<>(), String.class), "transient");
    assertRefused(new CompletableFuture<>(), "is not done");
    assertRefused(ThreadLocal.withInitial(() -> 1), "transient");
    assertRefused(new java.lang.ref.WeakReference<>("x"), "transient");
  }

  private static void assertRefused(Object object, String remedy) {
    assertThatThrownBy(() -> MemoryGraph.of(new Holder(object, null)))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageStartingWith("Holder.first: ")
        .hasMessageContaining(remedy);
  }
}
