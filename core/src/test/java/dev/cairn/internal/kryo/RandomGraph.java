/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.Checkpointed;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
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
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Makes random graphs out of all that is supported: shared, cyclic, nested in any way. */
@Checkpointed
final class RandomGraph {
  /** Of the program: hashed by identity. */
  static class Node {
    int number;
    double real;
    Object any;
    Node next;
    List<Object> list;
    final Object[] array;

    Node(int length) {
      array = new Object[length];
    }
  }

  static final class SubNode extends Node {
    byte small;
    Object more;

    SubNode(int length) {
      super(length);
    }
  }

  record Key(int number, String text) {}

  record Copied(List<Object> list) {
    Copied {
      list = new ArrayList<>(list);
    }
  }

  record Holder(Object first, long second, Object third) {}

  static final class Roster extends ArrayList<Object> {
    private static final long serialVersionUID = 1L;
    int calls;
    Object own;

    @Override
    public boolean add(Object element) {
      calls++;
      return super.add(element);
    }
  }

  static final class Cache extends LinkedHashMap<Object, Object> {
    private static final long serialVersionUID = 1L;
    int most = 1000;
    Object own;
    long big = 7;

    Cache() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<Object, Object> eldest) {
      return size() > most;
    }
  }

  static final class Sorted extends TreeMap<String, Object> {
    private static final long serialVersionUID = 1L;
    Object own;

    Sorted() {
      super(Collections.reverseOrder());
    }
  }

  @Checkpointed
  static final class Hooked implements Serializable {
    private static final long serialVersionUID = 1L;
    transient Object hidden;
    Object plain;

    private void writeObject(ObjectOutputStream stream) throws IOException {
      stream.defaultWriteObject();
      stream.writeInt(5);
      stream.writeObject(hidden);
    }

    private void readObject(ObjectInputStream stream) throws IOException, ClassNotFoundException {
      stream.defaultReadObject();
      if (stream.readInt() != 5) {
        throw new IOException("not 5");
      }
      hidden = stream.readObject();
    }
  }

  interface SerializableSupplier extends Supplier<Object>, Serializable {}

  private final SplittableRandom random;
  private final List<Object> pool = new ArrayList<>();

  RandomGraph(long seed) {
    random = new SplittableRandom(seed);
  }

  private int below(int bound) {
    return random.nextInt(bound);
  }

  /** The root of a new graph. */
  Object make() {
    int size = 1 + below(40);
    Roster root = new Roster();
    for (int i = 0; i < size; i++) {
      pool.add(below(3) == 0 ? value() : below(4) == 0 ? built() : mutable());
    }
    pool.forEach(this::fill);
    root.own = any();
    root.addAll(pool);
    return root;
  }

  private Object any() {
    return pool.isEmpty() || below(4) == 0 ? value() : pool.get(below(pool.size()));
  }

  private Object value() {
    return switch (below(24)) {
      case 0 -> null;
      case 1 -> "text " + below(50);
      case 2 -> "wide \u20ac" + (char) below(0xffff);
      case 3 -> below(1000);
      case 4 -> random.nextLong();
      case 5 -> Double.longBitsToDouble(random.nextLong());
      case 6 -> below(2) == 0;
      case 7 -> (char) below(0xffff);
      case 8 -> (byte) below(256);
      case 9 -> new BigInteger(200, new Random(below(1000)));
      case 10 -> new BigDecimal(below(10000)).movePointLeft(below(9));
      case 11 -> new UUID(random.nextLong(), random.nextLong());
      case 12 -> Instant.ofEpochSecond(below(1_000_000), below(1000));
      case 13 -> TimeUnit.values()[below(7)];
      case 14 -> Path.of("a", "b" + below(9));
      case 15 -> new Key(below(100), "k" + below(10));
      case 16 -> BitSet.valueOf(new long[] {random.nextLong()});
      case 17 -> String.class;
      case 18 -> Float.intBitsToFloat(below(Integer.MAX_VALUE));
      case 19 -> Thread.State.values()[below(6)];
      case 20 -> new int[below(5)].getClass();
      case 21 -> Optional.of("o" + below(5));
      case 22 -> List.of();
      default -> (short) below(70000);
    };
  }

  /** Something made of what is there already. */
  private Object built() {
    Object one = any();
    Object two = any();
    String text = "x" + below(9);
    return switch (below(17)) {
      case 14, 15 -> view();
      case 16 -> new Copied(new ArrayList<>(List.of(text, below(9))));
      case 0 -> new Holder(one, random.nextLong(), two);
      case 1 -> one == null || two == null ? List.of(text) : List.of(one, two, text);
      case 2 -> Map.of(new Key(1, text), text);
      case 3 -> Optional.ofNullable(one);
      case 4 -> Collections.unmodifiableList(new ArrayList<>(Arrays.asList(one, two)));
      case 5 -> Collections.synchronizedMap(new HashMap<>(Map.of(text, 5)));
      case 6 -> Collections.nCopies(below(4), one);
      case 7 -> new AbstractMap.SimpleImmutableEntry<>(one, two);
      case 8 -> Collections.singletonList(one);
      case 9 -> new IllegalStateException(text, new IOException("cause " + text));
      case 10 -> CompletableFuture.completedFuture(one);
      case 11 -> (SerializableSupplier) () -> one;
      case 12 -> Collections.unmodifiableCollection(new LinkedList<>(Arrays.asList(two)));
      default -> {
        java.util.Set<Object> set = Collections.newSetFromMap(new ConcurrentHashMap<>());
        set.add(text);
        yield set;
      }
    };
  }

  /** A view of a map that is there, or of one that nothing else refers to. */
  private Object view() {
    List<Map<?, ?>> maps = new ArrayList<>();
    for (Object object : pool) {
      if (object instanceof HashMap<?, ?> || object instanceof java.util.NavigableMap<?, ?>) {
        maps.add((Map<?, ?>) object);
      }
    }
    if (maps.isEmpty()) {
      return new HashMap<>(Map.of("alone " + below(9), 1, "b", 2)).keySet();
    }
    Map<?, ?> map = maps.get(below(maps.size()));
    return switch (below(3)) {
      case 0 -> map.keySet();
      case 1 -> map.values();
      default -> map.entrySet();
    };
  }

  private Object mutable() {
    return switch (below(36)) {
      case 0, 1, 2 -> new Node(below(4));
      case 3 -> new SubNode(below(3));
      case 4 -> new ArrayList<>();
      case 5 -> new LinkedList<>();
      case 6 -> new ArrayDeque<>();
      case 7 -> new HashMap<>(1 << below(8));
      case 8 -> new LinkedHashMap<>(16, 0.75f, below(2) == 0);
      case 9 -> new TreeMap<String, Object>(below(2) == 0 ? null : Collections.reverseOrder());
      case 10 -> new HashSet<>(1 << below(8));
      case 11 -> new LinkedHashSet<>();
      case 12 -> new TreeSet<String>();
      case 13 -> new IdentityHashMap<>();
      case 14 -> new ConcurrentHashMap<>();
      case 15 -> new Hashtable<>();
      case 16 -> new Vector<>();
      case 17 -> new AtomicReference<>();
      case 18 -> new AtomicInteger(below(100));
      case 19 -> new Object[below(6)];
      case 20 -> new int[below(3000)];
      case 21 -> new double[][] {new double[below(700)], null};
      case 22 -> new Roster();
      case 23 -> new Cache();
      case 24 -> new Sorted();
      case 25 -> new Hooked();
      case 26 -> new PriorityQueue<>(List.of(below(9), below(9), below(9)));
      case 27 -> new EnumMap<TimeUnit, Object>(TimeUnit.class);
      case 28 -> EnumSet.of(TimeUnit.DAYS, TimeUnit.values()[below(7)]);
      case 29 -> new ArrayBlockingQueue<>(10 + below(5), below(2) == 0);
      case 30 -> new LinkedBlockingQueue<>(10 + below(5));
      case 31 -> new Random(below(1000));
      case 32 -> new AtomicStampedReference<>(null, below(9));
      case 33 -> below(2) == 0 ? new ReentrantLock(true) : new Semaphore(below(4));
      case 34 -> new CopyOnWriteArrayList<>();
      default -> new ConcurrentSkipListMap<String, Object>();
    };
  }

  @SuppressWarnings("unchecked")
  private void fill(Object object) {
    if (object instanceof Node node) {
      fill(node);
    } else if (object instanceof Hooked hooked) {
      hooked.hidden = any();
      hooked.plain = any();
    } else if (object instanceof Object[] array && array.getClass() == Object[].class) {
      Arrays.setAll(array, i -> any());
    } else if (object instanceof AtomicReference<?> reference) {
      ((AtomicReference<Object>) reference).set(any());
    } else if (object instanceof int[] ints) {
      Arrays.setAll(ints, i -> below(100));
    } else if (object instanceof AtomicStampedReference<?> stamped) {
      ((AtomicStampedReference<Object>) stamped).set(any(), below(5));
    } else if (object instanceof Map<?, ?> map && map.getClass().getModule() != null) {
      fillMap((Map<Object, Object>) map);
    } else if (object instanceof Collection<?> collection) {
      fillCollection((Collection<Object>) collection);
    }
    if (object instanceof Roster roster) {
      roster.own = any();
    } else if (object instanceof Cache cache) {
      cache.own = any();
    } else if (object instanceof Sorted sorted) {
      sorted.own = any();
    }
  }

  private void fill(Node node) {
    node.number = below(1000);
    node.real = random.nextDouble();
    node.any = any();
    node.next = any() instanceof Node other ? other : null;
    node.list = any() instanceof ArrayList<?> list ? cast(list) : null;
    Arrays.setAll(node.array, i -> any());
    if (node instanceof SubNode sub) {
      sub.small = (byte) below(100);
      sub.more = any();
    }
  }

  @SuppressWarnings("unchecked")
  private static List<Object> cast(List<?> list) {
    return (List<Object>) list;
  }

  private void fillMap(Map<Object, Object> map) {
    String type = map.getClass().getName();
    if (type.contains("Immutable") || type.contains("Collections$")) {
      return;
    }
    for (int i = below(9); i > 0; i--) {
      Object value = any();
      if (map instanceof EnumMap<?, ?>) {
        put(map, TimeUnit.values()[below(7)], value);
      } else if (map instanceof java.util.SortedMap<?, ?>) {
        put(map, "key " + below(30), value);
      } else {
        put(map, key(), value);
      }
    }
    if (map.size() > 2 && below(3) == 0) {
      Object unused = map.remove(map.keySet().iterator().next());
    }
  }

  private static void put(Map<Object, Object> map, Object key, Object value) {
    boolean strict = map.getClass().getName().contains("Concurrent") || map instanceof Hashtable;
    Object unused = map.put(key, strict && value == null ? "none" : value);
  }

  private Object key() {
    return switch (below(5)) {
      case 0 -> "key " + below(50);
      case 1 -> (long) below(100);
      case 2 -> TimeUnit.values()[below(7)];
      case 3 -> new Node(0);
      default -> new Key(below(50), "k");
    };
  }

  private void fillCollection(Collection<Object> collection) {
    String type = collection.getClass().getName();
    if (type.contains("Immutable")
        || type.contains("Collections$")
        || type.matches("java\\.util\\..*\\$.*(Set|Values|ValuesView)")
        || collection instanceof PriorityQueue
        || collection instanceof EnumSet<?>) {
      return;
    }
    boolean noNull = type.contains("Blocking") || type.contains("ArrayDeque");
    for (int i = below(9); i > 0; i--) {
      Object element =
          collection instanceof TreeSet
              ? "e" + below(40)
              : collection instanceof java.util.Set ? key() : any();
      collection.add(element == null && noNull ? "none" : element);
    }
  }
}
