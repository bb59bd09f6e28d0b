/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Classes of the program that extend a collection of the JDK: their own fields, and the contents of
 * the collection. Contents are read and put back by the methods of the JDK's class, whatever the
 * program's class makes of them; only the JDK's constructor runs. Immutable.
 */
final class SubclassCodec extends TypeCodec {
  static final int VERSION = 2;

  /**
   * A collection that can be extended.
   *
   * @param type its class
   * @param adder the method that puts an element, or a key with its value
   * @param parameters of the constructor: int for a capacity, Comparator, or the three of an
   *     ordered LinkedHashMap
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Base(Class<?> type, String adder, Class<?>... parameters) {
    boolean isMap() {
      return Map.class.isAssignableFrom(type);
    }

    boolean isSorted() {
      return parameters.length > 0 && parameters[parameters.length - 1] == Comparator.class;
    }

    boolean isSized() {
      return parameters.length > 0 && parameters[0] == int.class && !isSorted();
    }

    boolean isHashing() {
      return isMap() || Set.class.isAssignableFrom(type) || isSorted();
    }
  }

  /** The most special first. */
  private static final List<Base> BASES =
      List.of(
          new Base(ArrayList.class, "add"),
          new Base(LinkedHashMap.class, "put", int.class, float.class, boolean.class),
          new Base(HashMap.class, "put", int.class),
          new Base(TreeMap.class, "put", Comparator.class),
          new Base(LinkedHashSet.class, "add"),
          new Base(HashSet.class, "add", int.class),
          new Base(TreeSet.class, "add", Comparator.class),
          new Base(LinkedList.class, "add"),
          new Base(ArrayDeque.class, "addLast"),
          new Base(Vector.class, "addElement"),
          new Base(PriorityQueue.class, "offer", int.class, Comparator.class),
          new Base(Hashtable.class, "put", int.class),
          new Base(IdentityHashMap.class, "put"),
          new Base(ConcurrentHashMap.class, "put"),
          new Base(ConcurrentSkipListMap.class, "put", Comparator.class),
          new Base(ConcurrentLinkedQueue.class, "offer"),
          new Base(CopyOnWriteArrayList.class, "add"));

  private final Base base;
  private final FieldGroup fields;
  private final StateFields state;
  private final Constructor<?> constructor;
  private final MethodHandle add;
  private final MethodHandle contents;
  private final MethodHandle comparator;

  SubclassCodec(Class<?> type) {
    this(type, baseOf(type));
  }

  private SubclassCodec(Class<?> type, Base base) {
    this(type, base, StateFields.below(type, base.type()));
  }

  private SubclassCodec(Class<?> type, Base base, StateFields state) {
    super(
        type,
        new TypeEntry(
            type.getName(), TypeEntry.How.FIELDS, VERSION, state.entries(), base.type().getName()));
    this.base = base;
    this.state = state;
    this.fields = new FieldGroup(state);
    this.constructor = Instantiation.constructorOf(type, base.type(), base.parameters());
    MethodHandles.Lookup lookup = lookupIn(type, base.type());
    this.add = special(lookup, base.type(), base.adder(), addType(base));
    this.contents =
        base.isMap()
            ? special(lookup, base.type(), "entrySet", MethodType.methodType(Set.class))
            : special(lookup, base.type(), "toArray", MethodType.methodType(Object[].class));
    this.comparator =
        base.isSorted()
            ? special(lookup, base.type(), "comparator", MethodType.methodType(Comparator.class))
            : null;
  }

  static boolean isCollection(Object object) {
    return object instanceof Collection<?> || object instanceof Map<?, ?>;
  }

  private static Base baseOf(Class<?> type) {
    return BASES.stream()
        .filter(base -> base.type().isAssignableFrom(type))
        .findFirst()
        .orElseThrow();
  }

  /** True for a class of the program that extends a collection that has its state closed. */
  static boolean extendsCollection(Class<?> type) {
    return BASES.stream().anyMatch(base -> base.type().isAssignableFrom(type))
        && !java.util.Properties.class.isAssignableFrom(type);
  }

  private static MethodType addType(Base base) {
    if (base.isMap()) {
      return MethodType.methodType(Object.class, Object.class, Object.class);
    }
    boolean silent = base.adder().equals("addLast") || base.adder().equals("addElement");
    return MethodType.methodType(silent ? void.class : boolean.class, Object.class);
  }

  /** In the program's class that extends the JDK's: from there a call to super is meant so. */
  private static MethodHandles.Lookup lookupIn(Class<?> type, Class<?> base) {
    Class<?> lowest = type;
    while (!ClassPolicy.isPlatform(lowest.getSuperclass().getName())) {
      lowest = lowest.getSuperclass();
    }
    if (!base.isAssignableFrom(lowest.getSuperclass())) {
      throw new IllegalStateException(lowest + " does not extend " + base);
    }
    try {
      return MethodHandles.privateLookupIn(lowest, MethodHandles.lookup());
    } catch (IllegalAccessException e) {
      throw ModuleAccess.refused(lowest, e);
    }
  }

  private static MethodHandle special(
      MethodHandles.Lookup lookup, Class<?> base, String name, MethodType type) {
    try {
      return lookup.findSpecial(base, name, type, lookup.lookupClass());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot call " + base.getName() + "." + name, e);
    }
  }

  @Override
  boolean isBuilt() {
    return base.isSorted();
  }

  @Override
  void writeShape(Object object, GraphWriter writer) {
    if (base.type() == LinkedHashMap.class) {
      writer.shape().writeBoolean(AccessOrder.of(object));
    } else if (base.isSized()) {
      HashCapacity.write(HashCapacity.of(object, base.type()), writer);
    }
  }

  @Override
  void writeParts(Object object, GraphWriter writer) {
    writer.reference(comparatorOf(object), ".comparator");
  }

  private Object comparatorOf(Object object) {
    try {
      return (Object) comparator.invoke(object);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void writeBody(Object object, GraphWriter writer) {
    fields.write(object, writer);
    Object[] elements = contentsOf(object);
    writer.content().writeVarInt(elements.length, true);
    for (Object element : elements) {
      writer.reference(element, base.isMap() ? "{}" : CollectionCodecs.EDGE);
    }
  }

  @Override
  Object[] contentsOf(Object object) {
    try {
      if (!base.isMap()) {
        return (Object[]) contents.invoke(object);
      }
      List<Object> flat = new ArrayList<>();
      for (Map.Entry<?, ?> entry : (Set<Map.Entry<?, ?>>) contents.invoke(object)) {
        flat.add(entry.getKey());
        flat.add(entry.getValue());
      }
      return flat.toArray();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  Object allocate(GraphReader reader) {
    if (base.isSorted()) {
      return null;
    } else if (base.type() == LinkedHashMap.class) {
      return create(16, 0.75f, reader.shape().readBoolean());
    }
    return base.isSized() ? create(HashCapacity.read(reader)) : create();
  }

  @Override
  Object[] readParts(GraphReader reader) {
    return reader.references(1);
  }

  @Override
  Object build(Object[] parts, GraphReader reader) {
    return base.parameters().length == 2 ? create(11, parts[0]) : create(parts[0]);
  }

  private Object create(Object... arguments) {
    try {
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new UnsupportedStateException("cannot make a " + type().getName(), e);
    }
  }

  @Override
  List<Field> fieldsNow() {
    return state.fields();
  }

  @Override
  void readBody(Object object, GraphReader reader) {
    Object[] values = fields.readValues(reader);
    readContents(object, reader, built -> fields.assign(built, values, reader));
  }

  /**
   * Reads what is behind the fields.
   *
   * @param object the collection; null where it is not built yet
   * @param setFields sets the fields
   */
  void readContents(Object object, GraphReader reader, Consumer<Object> setFields) {
    Object[] elements = CollectionCodecs.readElements(reader);
    if (object != null) {
      setFields.accept(object);
      fillIn(object, elements, reader);
    } else {
      reader.whenThisIsBuilt(
          built -> {
            setFields.accept(built);
            fillIn(built, elements, reader);
          });
    }
  }

  private void fillIn(Object object, Object[] elements, GraphReader reader) {
    if (base.isHashing()) {
      reader.fillLater(this, object, elements);
    } else {
      reader.fillWhenBuilt(this, object, elements);
    }
  }

  @Override
  Object[] needed(Object object, Object[] elements) {
    Object[] keys = base.isMap() ? MapCodecs.neededOf(elements) : elements;
    if (!base.isSorted()) {
      return keys;
    }
    List<Object> needed = new ArrayList<>();
    for (Object key : keys) {
      needed.add(key);
    }
    needed.add(comparatorOf(object));
    return needed.toArray();
  }

  @Override
  void fill(Object object, Object[] elements) {
    try {
      if (base.type() == Hashtable.class) {
        // New entries come first in their bucket.
        for (int i = elements.length - 2; i >= 0; i -= 2) {
          Object unused = add.invoke(object, elements[i], elements[i + 1]);
        }
      } else if (base.isMap()) {
        for (int i = 0; i < elements.length; i += 2) {
          Object unused = add.invoke(object, elements[i], elements[i + 1]);
        }
      } else {
        for (Object element : elements) {
          add.invoke(object, element);
        }
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void forEachReference(Object object, Consumer<Object> action) {
    state.forEachReference(object, action);
    for (Object element : contentsOf(object)) {
      action.accept(element);
    }
  }
}
