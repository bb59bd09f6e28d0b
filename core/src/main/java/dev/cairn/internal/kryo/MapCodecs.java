/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.kryo.Completion.Pending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.Spliterator;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;

/** Maps of the JDK, and the atomic references. */
@SuppressWarnings("JdkObsolete") // programs have them
final class MapCodecs {
  private static final Map<String, TypeCodec> ALL = new TreeMap<>();

  private MapCodecs() {}

  static Map<String, TypeCodec> all() {
    return Collections.unmodifiableMap(ALL);
  }

  private static void put(TypeCodec codec) {
    ALL.put(codec.type().getName(), codec);
  }

  static {
    put(new Hashed(HashMap.class, HashMap::new));
    put(new HashtableCodec());
    put(new Linked());
    put(new Concurrent());
    put(new ByIdentity());
    put(new Weak());
    put(new Sorted(TreeMap.class, TreeMap::new));
    put(new Sorted(ConcurrentSkipListMap.class, ConcurrentSkipListMap::new));
    put(new Enums());
    put(immutable(Map.of(1, 1).getClass()));
    put(immutable(Map.of(1, 1, 2, 2).getClass()));
    put(
        new CollectionCodecs.Immutable<Map<?, ?>>(
            Collections.singletonMap(1, 1).getClass(),
            MapCodecs::flat,
            parts -> Collections.singletonMap(parts[0], parts[1])));
    put(new Reference());
    put(new References());
  }

  private static TypeCodec immutable(Class<?> type) {
    return new CollectionCodecs.Immutable<Map<?, ?>>(
        type, MapCodecs::flat, MapCodecs::immutableOf) {
      @Override
      void writeParts(Object object, GraphWriter writer) {
        if (((Map<?, ?>) object).size() > 1) {
          writer.remark("Map.of iterates in another order in each JVM; use a LinkedHashMap");
        }
        super.writeParts(object, writer);
      }

      /** It hashes its keys when it is built. */
      @Override
      boolean needsWholeParts() {
        return true;
      }
    };
  }

  private static Object[] flat(Map<?, ?> map) {
    List<Object> flat = new ArrayList<>(2 * map.size());
    // A Hashtable's forEach goes the other way.
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      flat.add(entry.getKey());
      flat.add(entry.getValue());
    }
    return flat.toArray();
  }

  private static Map<?, ?> immutableOf(Object[] flat) {
    Map<Object, Object> map = new HashMap<>();
    putAll(map, flat);
    return Map.copyOf(map);
  }

  private static void putAll(Map<Object, Object> map, Object[] flat) {
    for (int i = 0; i < flat.length; i += 2) {
      map.put(flat[i], flat[i + 1]);
    }
  }

  /** Of keys and values in turn: the keys, and what is not built yet. */
  static Object[] neededOf(Object[] contents) {
    List<Object> needed = new ArrayList<>();
    for (int i = 0; i < contents.length; i++) {
      if (i % 2 == 0 ? !PlainValues.isPlain(contents[i]) : contents[i] instanceof Pending) {
        needed.add(contents[i]);
      }
    }
    return needed.toArray();
  }

  private static void writeEntries(Map<?, ?> map, GraphWriter writer) {
    writer.content().writeVarInt(map.size(), true);
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      writer.reference(entry.getKey(), "{key}");
      writer.reference(entry.getValue(), "{}");
    }
  }

  /** A map that comes back in the order in which its entries are put, or in its own. */
  private static class Plain extends TypeCodec {
    private final Supplier<Map<Object, Object>> create;

    Plain(Class<?> type, Supplier<Map<Object, Object>> create) {
      this(type, 1, create);
    }

    Plain(Class<?> type, int version, Supplier<Map<Object, Object>> create) {
      super(type, cairn(type, version));
      this.create = create;
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writeEntries((Map<?, ?>) object, writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      return create.get();
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      int entries = reader.length(reader.content(), 2);
      reader.fillLater(this, object, reader.references(2 * entries));
    }

    /** Keys are hashed, values need only be there. */
    @Override
    Object[] needed(Object object, Object[] contents) {
      return neededOf(contents);
    }

    @Override
    Object[] contentsOf(Object object) {
      return flat((Map<?, ?>) object);
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      putAll((Map<Object, Object>) object, contents);
    }
  }

  /** Maps whose table decides the order: with its size. */
  private static class Hashed extends Plain {
    private final Function<Integer, Map<Object, Object>> create;

    Hashed(Class<?> type, Function<Integer, Map<Object, Object>> create) {
      super(type, () -> create.apply(0));
      this.create = create;
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      int capacity = HashCapacity.of(object);
      HashCapacity.write(capacity, ((Map<?, ?>) object).size(), writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      return create.apply(HashCapacity.read(reader));
    }
  }

  /**
   * Puts new entries first in their bucket, so that they are put back from the last to the first.
   */
  private static final class HashtableCodec extends Hashed {
    HashtableCodec() {
      super(Hashtable.class, Hashtable::new);
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      Map<Object, Object> map = (Map<Object, Object>) object;
      for (int i = contents.length - 2; i >= 0; i -= 2) {
        map.put(contents[i], contents[i + 1]);
      }
    }
  }

  private static final class Linked extends Plain {
    Linked() {
      super(LinkedHashMap.class, LinkedHashMap::new);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().writeBoolean(AccessOrder.of(object));
    }

    @Override
    Object allocate(GraphReader reader) {
      return new LinkedHashMap<>(16, 0.75f, reader.shape().readBoolean());
    }
  }

  /**
   * Its table is told by how often a spliterator over it can be split in two. That of an empty one
   * is not there yet, and of no size that could be seen.
   */
  private static final class Concurrent extends Plain {
    Concurrent() {
      super(ConcurrentHashMap.class, 2, ConcurrentHashMap::new);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      ConcurrentHashMap<?, ?> map = (ConcurrentHashMap<?, ?>) object;
      HashCapacity.write(map.isEmpty() ? 0 : capacityOf(map.keySet().spliterator()), writer);
    }

    private static int capacityOf(Spliterator<?> table) {
      int capacity = 1;
      while (table.trySplit() != null) {
        capacity *= 2;
      }
      return capacity;
    }

    @Override
    Object allocate(GraphReader reader) {
      int capacity = HashCapacity.read(reader);
      // The constructor looks for the power of two above one and a third of this.
      return capacity < 2
          ? new ConcurrentHashMap<>()
          : new ConcurrentHashMap<>((int) (capacity * 3L / 4 - 1));
    }
  }

  private static final class ByIdentity extends Plain {
    ByIdentity() {
      super(IdentityHashMap.class, IdentityHashMap::new);
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      if (((Map<?, ?>) object).size() > 1) {
        writer.remark("an IdentityHashMap iterates in another order in each JVM");
      }
      super.writeBody(object, writer);
    }

    @Override
    Object[] contentsOf(Object object) {
      return null;
    }
  }

  /** Its keys may go as soon as nobody else holds them, as before. */
  private static final class Weak extends Plain {
    Weak() {
      super(WeakHashMap.class, WeakHashMap::new);
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      // A key that goes while it is written must not make the count wrong.
      writeEntries(new LinkedHashMap<>((Map<?, ?>) object), writer);
    }

    /** They may go meanwhile. */
    @Override
    Object[] contentsOf(Object object) {
      return null;
    }
  }

  /** Sorted maps: built with their comparator, filled when their keys can be compared. */
  private static final class Sorted extends Plain {
    private final Function<Comparator<Object>, Map<Object, Object>> create;

    Sorted(Class<?> type, Function<Comparator<Object>, Map<Object, Object>> create) {
      super(type, () -> null);
      this.create = create;
    }

    @Override
    boolean isBuilt() {
      return true;
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      writer.reference(((SortedMap<?, ?>) object).comparator(), ".comparator");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(1);
    }

    @Override
    @SuppressWarnings("unchecked")
    Object build(Object[] parts, GraphReader reader) {
      return create.apply((Comparator<Object>) parts[0]);
    }

    @Override
    Object[] needed(Object object, Object[] contents) {
      Object[] keys = super.needed(object, contents);
      Object[] needed = Arrays.copyOf(keys, keys.length + 1);
      needed[keys.length] = ((SortedMap<?, ?>) object).comparator();
      return needed;
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      SortedMap<Object, Object> map = (SortedMap<Object, Object>) object;
      SortedEntries entries = new SortedEntries(map.comparator(), contents);
      if (entries.areInOrder()) {
        map.putAll(entries);
      } else {
        putAll(map, contents); // its order is another one by now
      }
    }
  }

  private static final class Enums extends Plain {
    Enums() {
      super(EnumMap.class, () -> null);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.enumType(EnumKeys.of((EnumMap<?, ?>) object));
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    Object allocate(GraphReader reader) {
      return new EnumMap((Class) reader.enumType());
    }
  }

  private static final class Reference extends TypeCodec {
    Reference() {
      super(AtomicReference.class, cairn(AtomicReference.class, 1));
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writer.reference(((AtomicReference<?>) object).get(), ".value");
    }

    @Override
    Object allocate(GraphReader reader) {
      return new AtomicReference<>();
    }

    @Override
    @SuppressWarnings("unchecked")
    void readBody(Object object, GraphReader reader) {
      AtomicReference<Object> atomic = (AtomicReference<Object>) object;
      reader.assign(atomic, reader.reference(), (owner, value) -> atomic.set(value));
    }
  }

  private static final class References extends TypeCodec {
    References() {
      super(AtomicReferenceArray.class, cairn(AtomicReferenceArray.class, 1));
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      writer.shape().writeVarInt(((AtomicReferenceArray<?>) object).length(), true);
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      AtomicReferenceArray<?> array = (AtomicReferenceArray<?>) object;
      for (int i = 0; i < array.length(); i++) {
        writer.reference(array.get(i), CollectionCodecs.EDGE);
      }
    }

    @Override
    Object allocate(GraphReader reader) {
      return new AtomicReferenceArray<>(reader.length(reader.shape(), 1));
    }

    @Override
    @SuppressWarnings("unchecked")
    void readBody(Object object, GraphReader reader) {
      AtomicReferenceArray<Object> array = (AtomicReferenceArray<Object>) object;
      for (int i = 0; i < array.length(); i++) {
        int index = i;
        reader.assign(array, reader.reference(), (owner, value) -> array.set(index, value));
      }
    }
  }
}
