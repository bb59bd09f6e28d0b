/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Map;

/**
 * The size of the table inside a hash collection, which decides its order of iteration: a presized
 * or shrunk one iterates differently once it is copied, and every random draw in that order with
 * it.
 *
 * <p>The JDK tells it to a serialization stream, as the first number; {@code
 * ReflectionFactory.writeObjectForSerialization} (jdk.unsupported) lets us be that stream without
 * opening java.base. Immutable.
 */
final class HashCapacity {
  private static final int DEFAULT = 16;

  private static final Map<Class<?>, MethodHandle> WRITERS = new HashMap<>();

  static {
    for (Class<?> type : new Class<?>[] {HashMap.class, HashSet.class, Hashtable.class}) {
      WRITERS.put(type, writer(type));
    }
  }

  private HashCapacity() {}

  private static MethodHandle writer(Class<?> type) {
    try {
      Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
      Object instance = factory.getMethod("getReflectionFactory").invoke(null);
      Method find = factory.getMethod("writeObjectForSerialization", Class.class);
      return (MethodHandle) find.invoke(instance, type);
    } catch (ReflectiveOperationException e) {
      return MethodHandles.empty(
          MethodType.methodType(void.class, Object.class, ObjectOutputStream.class));
    }
  }

  /** The size of the table; the default where this runtime does not tell. */
  static int of(Object collection) {
    return of(collection, collection.getClass());
  }

  /** As above, for a collection whose class extends the given one. */
  static int of(Object collection, Class<?> type) {
    try {
      Ear ear = new Ear();
      try {
        WRITERS.get(type).invoke(collection, (ObjectOutputStream) ear);
      } catch (Heard heard) {
        // The rest of what the collection has to say is not needed.
      }
      return ear.first;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot read the capacity of " + collection.getClass(), e);
    }
  }

  static void write(int capacity, GraphWriter writer) {
    writer.shape().writeVarInt(capacity, true);
    writer.tables().add(capacity);
  }

  /** As above, for a table that grows where it is filled to three quarters, as most do. */
  static void write(int capacity, int size, GraphWriter writer) {
    if (size > 0.75 * capacity + 1) {
      writer.remark(
          "its load factor is not the usual 0.75 and is not kept: once it grows it iterates in "
              + "another order");
    }
    write(capacity, writer);
  }

  static int read(GraphReader reader) {
    int capacity = reader.shape().readVarInt(true);
    reader.requireJustified(capacity);
    return capacity;
  }

  /** Thrown to end the talk; without a stack, since it is thrown once a collection. */
  private static final class Heard extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack to be wrong
    static final Heard INSTANCE = new Heard();

    private Heard() {
      super(null, null, false, false);
    }
  }

  /** Listens for the first number. */
  private static final class Ear extends ObjectOutputStream {
    private int first = DEFAULT;

    Ear() throws IOException {}

    @Override
    public void defaultWriteObject() {}

    @Override
    public void writeInt(int value) {
      first = value;
      throw Heard.INSTANCE;
    }
  }
}
