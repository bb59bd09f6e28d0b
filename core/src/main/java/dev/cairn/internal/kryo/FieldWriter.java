/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.List;

/**
 * Writes the fields of a class, one after the other, by one method handle made for that class: the
 * JVM compiles it as it would compile a method that knows the fields. Primitives have their natural
 * width, floating point its raw bits. Immutable.
 */
@SuppressWarnings("UnusedMethod") // found by name
final class FieldWriter {
  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
  private static final MethodType WRITE =
      MethodType.methodType(void.class, Object.class, GraphWriter.class);

  private final MethodHandle all;

  /**
   * Creates a writer.
   *
   * @param fields the fields, accessible, in the order in which they are written
   */
  FieldWriter(List<Field> fields) {
    this.all = inSequence(fields.stream().map(field -> handle(field, put(field))).toList());
  }

  void write(Object object, GraphWriter writer) {
    try {
      all.invokeExact(object, writer);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e); // reading fields and writing bytes throws none
    }
  }

  /** In halves, so that the handle is not as deep as a class has fields. */
  private static MethodHandle inSequence(List<MethodHandle> handles) {
    if (handles.isEmpty()) {
      return MethodHandles.empty(WRITE);
    } else if (handles.size() == 1) {
      return handles.get(0);
    }
    int middle = handles.size() / 2;
    return MethodHandles.foldArguments(
        inSequence(handles.subList(middle, handles.size())),
        inSequence(handles.subList(0, middle)));
  }

  /** Gets one field and gives it to another handle. */
  private static MethodHandle handle(Field field, MethodHandle put) {
    try {
      MethodHandle get = LOOKUP.unreflectGetter(field);
      MethodHandle value = get.asType(get.type().changeReturnType(put.type().parameterType(0)));
      return MethodHandles.filterArguments(put, 0, value).asType(WRITE);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(field + " cannot be read", e);
    }
  }

  private static MethodHandle put(Field field) {
    Class<?> type = field.getType();
    return type.isPrimitive()
        ? find(type)
        : MethodHandles.insertArguments(find(Object.class, String.class), 2, "." + field.getName());
  }

  private static MethodHandle find(Class<?> value, Class<?>... more) {
    MethodType type =
        MethodType.methodType(void.class, value, GraphWriter.class).appendParameterTypes(more);
    try {
      return LOOKUP.findStatic(FieldWriter.class, "put", type);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(Object value, GraphWriter writer, String edge) {
    writer.reference(value, edge);
  }

  private static void put(boolean value, GraphWriter writer) {
    writer.content().writeBoolean(value);
  }

  private static void put(byte value, GraphWriter writer) {
    writer.content().writeByte(value);
  }

  private static void put(short value, GraphWriter writer) {
    writer.content().writeShort(value);
  }

  private static void put(char value, GraphWriter writer) {
    writer.content().writeShort((short) value);
  }

  private static void put(int value, GraphWriter writer) {
    writer.content().writeInt(value);
  }

  private static void put(long value, GraphWriter writer) {
    writer.content().writeLong(value);
  }

  private static void put(float value, GraphWriter writer) {
    writer.content().writeInt(Float.floatToRawIntBits(value));
  }

  private static void put(double value, GraphWriter writer) {
    writer.content().writeLong(Double.doubleToRawLongBits(value));
  }
}
