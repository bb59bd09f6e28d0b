/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.function.Function;
import java.util.function.Supplier;

/** Lists, sets and queues of the JDK. */
@SuppressWarnings("JdkObsolete") // programs have them
final class CollectionCodecs {
  static final String EDGE = "[]";

  private static final Map<String, TypeCodec> ALL = new TreeMap<>();

  private CollectionCodecs() {}

  static Map<String, TypeCodec> all() {
    return Collections.unmodifiableMap(ALL);
  }

  private static void put(TypeCodec codec) {
    ALL.put(codec.type().getName(), codec);
  }

  static {
    put(new Sequence(ArrayList.class, ArrayList::new));
    put(new Sequence(LinkedList.class, LinkedList::new));
    put(new Sequence(ArrayDeque.class, ArrayDeque::new));
    put(new Sequence(Vector.class, Vector::new));
    put(new Sequence(Stack.class, Stack::new));
    put(new Sequence(CopyOnWriteArrayList.class, CopyOnWriteArrayList::new));
    put(new Sequence(ConcurrentLinkedQueue.class, ConcurrentLinkedQueue::new));
    put(new Sequence(ConcurrentLinkedDeque.class, ConcurrentLinkedDeque::new));
    put(new Linked(LinkedHashSet.class, LinkedHashSet::new));
    put(new Linked(CopyOnWriteArraySet.class, CopyOnWriteArraySet::new));
    put(new Hashed());
    put(new Compared<TreeSet<?>>(TreeSet.class, TreeSet::comparator, TreeSet::new));
    put(
        new Compared<ConcurrentSkipListSet<?>>(
            ConcurrentSkipListSet.class,
            ConcurrentSkipListSet::comparator,
            ConcurrentSkipListSet::new));
    put(
        new Compared<PriorityQueue<?>>(
            PriorityQueue.class, PriorityQueue::comparator, PriorityQueue::new));
    put(
        new Compared<PriorityBlockingQueue<?>>(
            PriorityBlockingQueue.class,
            PriorityBlockingQueue::comparator,
            comparator -> new PriorityBlockingQueue<>(11, comparator)));
    put(new Sequence(LinkedTransferQueue.class, LinkedTransferQueue::new));
    put(new FixedSize());
    put(new Immutable<List<?>>(List.of(1).getClass(), List::toArray, List::of));
    put(new ImmutableList());
    put(immutableSet(Set.of(1).getClass()));
    put(immutableSet(Set.of(1, 2, 3).getClass()));
    put(
        new Immutable<List<?>>(
            Collections.singletonList(1).getClass(),
            List::toArray,
            parts -> Collections.singletonList(parts[0])));
    put(
        new Immutable<Set<?>>(
            Collections.singleton(1).getClass(),
            Set::toArray,
            parts -> Collections.singleton(parts[0])));
    for (String name : List.of("java.util.RegularEnumSet", "java.util.JumboEnumSet")) {
      ALL.put(name, new Enums(name));
    }
  }

  private static TypeCodec immutableSet(Class<?> type) {
    return new Immutable<Set<?>>(type, Set::toArray, Set::of) {
      @Override
      void writeParts(Object object, GraphWriter writer) {
        if (((Set<?>) object).size() > 1) {
          writer.remark("Set.of iterates in another order in each JVM; use a LinkedHashSet");
        }
        super.writeParts(object, writer);
      }

      /** It hashes its elements when it is built. */
      @Override
      boolean needsWholeParts() {
        return true;
      }
    };
  }

  /** Writes how many elements there are, then each. */
  static void writeElements(Collection<?> collection, GraphWriter writer) {
    writer.content().writeVarInt(collection.size(), true);
    writer.references(collection.iterator(), EDGE);
  }

  static Object[] readElements(GraphReader reader) {
    return reader.references(reader.length(reader.content(), 1));
  }

  /** Ordered collections that neither hash nor compare: filled as their body is read. */
  private static final class Sequence extends TypeCodec {
    private final Supplier<Collection<Object>> create;

    Sequence(Class<?> type, Supplier<Collection<Object>> create) {
      super(type, cairn(type, 1));
      this.create = create;
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writeElements((Collection<?>) object, writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      return create.get();
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      reader.fillWhenBuilt(this, object, readElements(reader));
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      ((Collection<Object>) object).addAll(Arrays.asList(contents));
    }
  }

  /** Sets that keep the order of insertion, whatever their capacity. */
  private static class Linked extends TypeCodec {
    private final Supplier<Collection<Object>> create;

    Linked(Class<?> type, Supplier<Collection<Object>> create) {
      super(type, cairn(type, 1));
      this.create = create;
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writeElements((Collection<?>) object, writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      return create.get();
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      reader.fillLater(this, object, readElements(reader));
    }

    @Override
    Object[] contentsOf(Object object) {
      return ((Collection<?>) object).toArray();
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      Collections.addAll((Collection<Object>) object, contents);
    }
  }

  /** HashSet: with the capacity of its table, which decides the order of iteration. */
  private static final class Hashed extends Linked {
    Hashed() {
      super(HashSet.class, HashSet::new);
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      HashCapacity.write(HashCapacity.of(object), ((Set<?>) object).size(), writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      return new HashSet<>(HashCapacity.read(reader));
    }
  }

  /**
   * Sorted sets and priority queues: built with their comparator, filled when their elements can be
   * compared. A queue gives its elements in the order of its heap, which adding them keeps.
   */
  private static final class Compared<C extends Collection<?>> extends BuiltCodec {
    private final Function<C, Object> comparator;
    private final Function<Comparator<Object>, Collection<Object>> create;

    Compared(
        Class<?> type,
        Function<C, Object> comparator,
        Function<Comparator<Object>, Collection<Object>> create) {
      super(type, cairn(type, 1));
      this.comparator = comparator;
      this.create = create;
    }

    @Override
    @SuppressWarnings("unchecked")
    void writeParts(Object object, GraphWriter writer) {
      writer.reference(comparator.apply((C) object), ".comparator");
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writeElements((Collection<?>) object, writer);
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
    void readBody(Object object, GraphReader reader) {
      reader.fillLater(this, object, readElements(reader));
    }

    @Override
    Object[] contentsOf(Object object) {
      return ((Collection<?>) object).toArray();
    }

    @Override
    @SuppressWarnings("unchecked")
    Object[] needed(Object object, Object[] contents) {
      Object[] needed = Arrays.copyOf(contents, contents.length + 1);
      needed[contents.length] = comparator.apply((C) object);
      return needed;
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      Collections.addAll((Collection<Object>) object, contents);
    }
  }

  /** Arrays.asList: a view of an array, which it tells only to a serialization stream. */
  private static final class FixedSize extends BuiltCodec {
    FixedSize() {
      super(Arrays.asList(1).getClass(), cairn(Arrays.asList(1).getClass(), 2));
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      writer.reference(JavaForm.referencesOf(object).get(0), ".(array)");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(1);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      return Arrays.asList((Object[]) parts[0]);
    }
  }

  /** Collections that cannot change: built from their elements. */
  static class Immutable<T> extends BuiltCodec {
    private final Function<T, Object[]> take;
    private final Function<Object[], T> make;

    Immutable(Class<?> type, Function<T, Object[]> take, Function<Object[], T> make) {
      super(type, cairn(type, 1));
      this.take = take;
      this.make = make;
    }

    @Override
    boolean tellsItsParts() {
      return true;
    }

    @Override
    @SuppressWarnings("unchecked")
    void writeParts(Object object, GraphWriter writer) {
      Object[] elements = take.apply((T) object);
      writer.content().writeVarInt(elements.length, true);
      for (Object element : elements) {
        writer.reference(element, EDGE);
      }
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return readElements(reader);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      return make.apply(parts);
    }
  }

  /**
   * Stream.toList() gives lists of the same class as List.of, that may be asked for null, and hold
   * it.
   */
  private static final class ImmutableList extends BuiltCodec {
    ImmutableList() {
      super(List.of(1, 2, 3).getClass(), cairn(List.of(1, 2, 3).getClass(), 2));
    }

    @Override
    boolean tellsItsParts() {
      return true;
    }

    private static boolean refusesNull(List<?> list) {
      try {
        return List.copyOf(list) == list; // only of one that does no copy is made
      } catch (NullPointerException e) {
        return false;
      }
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      writer.content().writeBoolean(refusesNull((List<?>) object));
      writeElements((List<?>) object, writer);
    }

    /** The first is whether it refuses null, the others are its elements. */
    @Override
    Object[] readParts(GraphReader reader) {
      boolean refusesNull = reader.content().readBoolean();
      Object[] elements = readElements(reader);
      Object[] parts = new Object[elements.length + 1];
      parts[0] = refusesNull;
      System.arraycopy(elements, 0, parts, 1, elements.length);
      return parts;
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      Object[] elements = Arrays.copyOfRange(parts, 1, parts.length);
      return (boolean) parts[0] ? List.of(elements) : Arrays.stream(elements).toList();
    }
  }

  /** EnumSet. */
  private static final class Enums extends TypeCodec {
    Enums(String name) {
      super(EnumSet.class, new TypeEntry(name, TypeEntry.How.CAIRN, 1, List.of()));
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    void writeShape(Object object, GraphWriter writer) {
      EnumSet set = (EnumSet) object;
      EnumSet example = set.isEmpty() ? EnumSet.complementOf(set) : set;
      if (example.isEmpty()) {
        throw new UnsupportedStateException(
            "an EnumSet of an enum without constants cannot be saved; nothing can ever be in it");
      }
      writer.enumType(((Enum<?>) example.iterator().next()).getDeclaringClass());
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writeElements((Collection<?>) object, writer);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"})
    Object allocate(GraphReader reader) {
      return EnumSet.noneOf((Class) reader.enumType());
    }

    @Override
    @SuppressWarnings("unchecked")
    void readBody(Object object, GraphReader reader) {
      ((Collection<Object>) object).addAll(Arrays.asList(readElements(reader)));
    }
  }
}
