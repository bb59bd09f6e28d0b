/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.format.TypeEntry;
import java.io.Externalizable;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Classes of the program that write and read themselves, by the methods of Java serialization:
 * writeObject and readObject, or Externalizable. What they write is kept as they write it; what
 * they refer to is part of the graph like everything else, so that sharing and cycles stay.
 *
 * <p>An object is read once all it refers to is whole. Only for classes that were approved one by
 * one. Immutable.
 */
final class HookedCodec extends TypeCodec {
  static final int VERSION = 5;

  /**
   * One class of the hierarchy, with the methods it has; with none and no fields where it is no
   * longer part of it.
   */
  private record Level(String name, StateFields state, Method write, Method read) {
    boolean isHooked() {
      return write != null || read != null;
    }
  }

  private final boolean externalizable;
  private final List<Level> levels;
  private final Constructor<?> constructor;

  HookedCodec(Class<?> type) {
    this(type, Externalizable.class.isAssignableFrom(type) ? List.of() : levels(type));
  }

  private HookedCodec(Class<?> type, List<Level> levels) {
    super(type, new TypeEntry(type.getName(), TypeEntry.How.JAVA, VERSION, entries(levels)));
    this.externalizable = Externalizable.class.isAssignableFrom(type);
    this.levels = levels;
    this.constructor = externalizable ? ownConstructor(type) : Instantiation.constructorOf(type);
  }

  /** The classes that write something of an object, each in the place of a field. */
  private static List<TypeEntry.Field> entries(List<Level> levels) {
    return levels.stream().map(level -> new TypeEntry.Field(level.name(), "", "")).toList();
  }

  /** Reads objects that classes of another hierarchy have written. */
  HookedCodec asStored(TypeEntry entry, UnaryOperator<String> nameNow) {
    List<Level> stored = new ArrayList<>();
    for (TypeEntry.Field field : entry.fields()) {
      String name = nameNow.apply(field.declaredIn());
      stored.add(
          levels.stream()
              .filter(level -> level.name().equals(name))
              .findFirst()
              .orElse(new Level(name, new StateFields(List.of(), false), null, null)));
    }
    return new HookedCodec(type(), stored);
  }

  private static Constructor<?> ownConstructor(Class<?> type) {
    try {
      Constructor<?> constructor = type.getConstructor();
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException e) {
      throw Instantiation.lacks(type, "a public constructor without parameters", e);
    }
  }

  private static List<Level> levels(Class<?> type) {
    List<Level> levels = new ArrayList<>();
    for (Class<?> at = type; Serializable.class.isAssignableFrom(at); ) {
      if (ClassPolicy.isPlatform(at.getName())) {
        break;
      }
      levels.add(
          0,
          new Level(
              at.getName(),
              StateFields.ofLevel(at),
              SerializationHooks.find(at, "writeObject", ObjectOutputStream.class),
              SerializationHooks.find(at, "readObject", ObjectInputStream.class)));
      at = at.getSuperclass();
    }
    return levels;
  }

  @Override
  Object allocate(GraphReader reader) {
    try {
      return constructor.newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(constructor + " failed", e);
    }
  }

  @Override
  void writeBody(Object object, GraphWriter writer) {
    if (externalizable) {
      HookOutput output = HookOutput.create(object, null);
      try {
        ((Externalizable) object).writeExternal(output);
      } catch (IOException e) {
        throw new IllegalStateException(type().getName() + ".writeExternal failed", e);
      }
      output.writeTo(writer);
      return;
    }
    for (Level level : levels) {
      HookOutput output = HookOutput.create(object, level.state());
      if (level.write() != null) {
        call(level.write(), object, output);
      } else {
        output.defaultWriteObject();
      }
      output.writeTo(writer);
    }
  }

  @Override
  void readBody(Object object, GraphReader reader) {
    List<HookInput.Written> records = new ArrayList<>();
    List<Object> references = new ArrayList<>();
    int count = externalizable ? 1 : levels.size();
    for (int i = 0; i < count; i++) {
      HookInput.Written part = HookInput.Written.read(reader);
      records.add(part);
      references.addAll(Arrays.asList(part.references()));
    }
    reader.refersTo(object, references.toArray());
    boolean looks = externalizable || levels.stream().anyMatch(level -> level.read() != null);
    reader.later(object, references.toArray(), looks, () -> readAll(object, records, reader));
  }

  private void readAll(Object object, List<HookInput.Written> records, GraphReader reader) {
    List<Runnable> validations = new ArrayList<>();
    for (int i = 0; i < records.size(); i++) {
      records.get(i).resolve(reader);
      StateFields state = externalizable ? null : levels.get(i).state();
      HookInput input =
          HookInput.create(object, state, records.get(i), validations, reader::changed);
      readOne(object, externalizable ? null : levels.get(i), input);
    }
    validations.forEach(Runnable::run);
  }

  private void readOne(Object object, Level level, HookInput input) {
    try {
      if (level == null) {
        ((Externalizable) object).readExternal(input);
      } else if (level.read() != null) {
        call(level.read(), object, input);
      } else {
        input.defaultReadObject();
      }
    } catch (InvalidObjectException e) {
      throw SerializationHooks.failed(type(), e);
    } catch (IOException | ClassNotFoundException e) {
      throw SerializationHooks.failed(type(), e);
    }
  }

  private static void call(Method hook, Object object, Object stream) {
    try {
      hook.invoke(object, stream);
    } catch (InvocationTargetException e) {
      throw SerializationHooks.failed(hook.getDeclaringClass(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  void forEachReference(Object object, Consumer<Object> action) {
    for (Level level : levels) {
      level.state().forEachReference(object, action);
    }
  }

  static boolean isHooked(Class<?> type) {
    return Externalizable.class.isAssignableFrom(type)
        || (Serializable.class.isAssignableFrom(type)
            && levels(type).stream().anyMatch(Level::isHooked));
  }
}
