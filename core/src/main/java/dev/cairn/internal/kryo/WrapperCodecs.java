/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Views of the JDK that can be made anew from what they wrap, and single entries of maps. */
final class WrapperCodecs {
  private static final Map<String, TypeCodec> ALL = new TreeMap<>();

  private WrapperCodecs() {}

  static Map<String, TypeCodec> all() {
    return Collections.unmodifiableMap(ALL);
  }

  static {
    unmodifiable();
    synchronizedOnes();
    wrapper("SetFromMap", inner -> Collections.newSetFromMap(WrapperCodecs.<Boolean>map(inner)));
    put(new NullPointer());
    put(new KeySet());
    put(new Copies());
    put(new Entry());
    put(immutableEntry(new AbstractMap.SimpleImmutableEntry<>(1, 1).getClass()));
    put(immutableEntry(Map.entry(1, 1).getClass()));
  }

  private static void put(TypeCodec codec) {
    ALL.put(codec.type().getName(), codec);
  }

  private static void unmodifiable() {
    wrapper("UnmodifiableCollection", inner -> Collections.unmodifiableCollection(plain(inner)));
    wrapper("UnmodifiableSet", inner -> Collections.unmodifiableSet((Set<?>) inner));
    wrapper("UnmodifiableSortedSet", inner -> Collections.unmodifiableSortedSet(sorted(inner)));
    wrapper(
        "UnmodifiableNavigableSet",
        inner -> Collections.unmodifiableNavigableSet(navigable(inner)));
    wrapper("UnmodifiableList", inner -> Collections.unmodifiableList((List<?>) inner));
    wrapper("UnmodifiableRandomAccessList", inner -> Collections.unmodifiableList((List<?>) inner));
    wrapper("UnmodifiableMap", inner -> Collections.unmodifiableMap((Map<?, ?>) inner));
    wrapper("UnmodifiableSortedMap", inner -> Collections.unmodifiableSortedMap(sortedMap(inner)));
    wrapper(
        "UnmodifiableNavigableMap",
        inner -> Collections.unmodifiableNavigableMap(navigableMap(inner)));
  }

  private static void synchronizedOnes() {
    wrapper("SynchronizedCollection", inner -> Collections.synchronizedCollection(plain(inner)));
    wrapper("SynchronizedSet", inner -> Collections.synchronizedSet((Set<?>) inner));
    wrapper("SynchronizedSortedSet", inner -> Collections.synchronizedSortedSet(sorted(inner)));
    wrapper(
        "SynchronizedNavigableSet",
        inner -> Collections.synchronizedNavigableSet(navigable(inner)));
    wrapper("SynchronizedList", inner -> Collections.synchronizedList((List<?>) inner));
    wrapper("SynchronizedRandomAccessList", inner -> Collections.synchronizedList((List<?>) inner));
    wrapper("SynchronizedMap", inner -> Collections.synchronizedMap((Map<?, ?>) inner));
    wrapper("SynchronizedSortedMap", inner -> Collections.synchronizedSortedMap(sortedMap(inner)));
    wrapper(
        "SynchronizedNavigableMap",
        inner -> Collections.synchronizedNavigableMap(navigableMap(inner)));
  }

  private static Collection<?> plain(Object inner) {
    return (Collection<?>) inner;
  }

  @SuppressWarnings("unchecked")
  private static SortedSet<Object> sorted(Object inner) {
    return (SortedSet<Object>) inner;
  }

  @SuppressWarnings("unchecked")
  private static NavigableSet<Object> navigable(Object inner) {
    return (NavigableSet<Object>) inner;
  }

  @SuppressWarnings("unchecked")
  private static <V> Map<Object, V> map(Object inner) {
    return (Map<Object, V>) inner;
  }

  @SuppressWarnings("unchecked")
  private static SortedMap<Object, Object> sortedMap(Object inner) {
    return (SortedMap<Object, Object>) inner;
  }

  @SuppressWarnings("unchecked")
  private static NavigableMap<Object, Object> navigableMap(Object inner) {
    return (NavigableMap<Object, Object>) inner;
  }

  private static void wrapper(String name, Function<Object, Object> wrap) {
    try {
      put(new Wrapper(Class.forName("java.util.Collections$" + name), wrap));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("every Java has Collections." + name, e);
    }
  }

  /** What looks into one of these wraps it: Set.of and the like need it whole. */
  private static final class Wrapper extends BuiltCodec {
    private final Function<Object, Object> wrap;

    Wrapper(Class<?> type, Function<Object, Object> wrap) {
      super(type, cairn(type, 1));
      this.wrap = wrap;
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      List<Object> told = JavaForm.referencesOf(object);
      if (type().getName().contains("RandomAccess")) {
        // It lets another wrapper of the same list stand for it.
        told = JavaForm.referencesOf(told.get(0));
      }
      if (told.size() != 1) {
        throw new UnsupportedStateException(
            "a "
                + type().getName()
                + " that shares its lock with another collection cannot be saved; keep the other "
                + "one and take the view again");
      }
      writer.reference(told.get(0), ".(wrapped)");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(1);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      Object built = wrap.apply(parts[0]);
      reader.require(built.getClass() == type(), "wrapped collection", type().getName());
      return built;
    }
  }

  /** The JVM finds the message of its own ones only while they are asked for it. */
  private static final class NullPointer extends BuiltCodec {
    NullPointer() {
      super(NullPointerException.class, cairn(NullPointerException.class, 1));
    }

    @Override
    boolean needsWholeParts() {
      return true;
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      NullPointerException failure = (NullPointerException) object;
      writer.reference(failure.getMessage(), ".message");
      writer.reference(failure.getCause(), ".cause");
      writer.reference(failure.getStackTrace(), ".stackTrace");
      writer.reference(failure.getSuppressed(), ".suppressed");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(4);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      NullPointerException failure = new NullPointerException((String) parts[0]);
      if (parts[1] != null) {
        Throwable unused = failure.initCause((Throwable) parts[1]);
      }
      failure.setStackTrace((StackTraceElement[]) parts[2]);
      for (Throwable suppressed : (Throwable[]) parts[3]) {
        failure.addSuppressed(suppressed);
      }
      return failure;
    }
  }

  /** ConcurrentHashMap.newKeySet, and keySet of one. */
  private static final class KeySet extends BuiltCodec {
    KeySet() {
      super(ConcurrentHashMap.KeySetView.class, cairn(ConcurrentHashMap.KeySetView.class, 1));
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      ConcurrentHashMap.KeySetView<?, ?> view = (ConcurrentHashMap.KeySetView<?, ?>) object;
      writer.reference(view.getMap(), ".map");
      writer.reference(view.getMappedValue(), ".value");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(2);
    }

    @Override
    @SuppressWarnings("unchecked")
    Object build(Object[] parts, GraphReader reader) {
      ConcurrentHashMap<Object, Object> map = (ConcurrentHashMap<Object, Object>) parts[0];
      return parts[1] == null ? map.keySet() : map.keySet(parts[1]);
    }
  }

  /** Collections.nCopies. */
  private static final class Copies extends BuiltCodec {
    Copies() {
      super(Collections.nCopies(1, 1).getClass(), cairn(Collections.nCopies(1, 1).getClass(), 1));
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      List<?> list = (List<?>) object;
      writer.content().writeVarInt(list.size(), true);
      writer.reference(list.isEmpty() ? null : list.get(0), CollectionCodecs.EDGE);
    }

    @Override
    Object[] readParts(GraphReader reader) {
      int count = reader.content().readVarInt(true);
      return new Object[] {count, reader.reference()};
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      return Collections.nCopies((Integer) parts[0], parts[1]);
    }
  }

  /** An entry of its own, whose value can be set. */
  private static final class Entry extends BuiltCodec {
    Entry() {
      super(AbstractMap.SimpleEntry.class, cairn(AbstractMap.SimpleEntry.class, 1));
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      writer.reference(((Map.Entry<?, ?>) object).getKey(), ".key");
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      writer.reference(((Map.Entry<?, ?>) object).getValue(), ".value");
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return reader.references(1);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      return new AbstractMap.SimpleEntry<>(parts[0], null);
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      reader.fillWhenBuilt(this, object, reader.references(1));
    }

    @Override
    @SuppressWarnings("unchecked")
    void fill(Object object, Object[] contents) {
      Object unused = ((Map.Entry<Object, Object>) object).setValue(contents[0]);
    }
  }

  private static TypeCodec immutableEntry(Class<?> type) {
    boolean holder = type == Map.entry(1, 1).getClass();
    return new CollectionCodecs.Immutable<Map.Entry<?, ?>>(
        type,
        entry -> new Object[] {entry.getKey(), entry.getValue()},
        parts ->
            holder
                ? Map.entry(parts[0], parts[1])
                : new AbstractMap.SimpleImmutableEntry<>(parts[0], parts[1]));
  }
}
