/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.StateMismatchException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** Records: built by their canonical constructor from their components. */
final class RecordCodec extends TypeCodec {
  /** So many of a class are built for a trial before they are written. */
  private static final int TRIED = 8;

  private final FieldAccess[] components;
  private final FieldWriter fields;
  private final boolean small;
  private final int rank;
  private final Constructor<?> constructor;

  /** Not much is lost where two threads count at once. */
  private int tried;

  RecordCodec(Class<?> type) {
    super(type, new TypeEntry(type.getName(), TypeEntry.How.RECORD, 1, entries(type)));
    this.small = hooks().equals(Hooks.NONE);
    RecordComponent[] declared = type.getRecordComponents();
    this.components = new FieldAccess[declared.length];
    Class<?>[] parameters = new Class<?>[declared.length];
    try {
      for (int i = 0; i < declared.length; i++) {
        // By field, not by accessor: a program may override the accessor.
        Field field = type.getDeclaredField(declared[i].getName());
        field.setAccessible(true);
        components[i] = FieldAccess.of(field);
        parameters[i] = declared[i].getType();
      }
      this.fields = new FieldWriter(fieldsNow());
      this.rank = small ? FieldRanks.of(type) : super.rank();
      this.constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
    } catch (InaccessibleObjectException e) {
      throw ModuleAccess.refused(type, e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<TypeEntry.Field> entries(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(part -> new TypeEntry.Field(type.getName(), part.getName(), part.getType().getName()))
        .toList();
  }

  /** Components of which nothing is stored. */
  Object[] defaults() {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      Class<?> type = components[i].field.getType();
      values[i] = type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
    return values;
  }

  int indexOf(Field component) {
    for (int i = 0; i < components.length; i++) {
      if (components[i].field.equals(component)) {
        return i;
      }
    }
    throw new IllegalArgumentException(component.toString());
  }

  @Override
  List<Field> fieldsNow() {
    return Arrays.stream(components).map(component -> component.field).toList();
  }

  @Override
  boolean isSmall(Object object) {
    return small;
  }

  @Override
  int rank() {
    return rank;
  }

  @Override
  boolean tellsItsParts() {
    return true;
  }

  @Override
  boolean isBuilt() {
    return !isWholeInShape();
  }

  @Override
  void writeShape(Object object, GraphWriter writer) {
    if (tried < TRIED) {
      tried++;
      requireSame(object);
    }
    if (isWholeInShape()) {
      fields.write(object, writer);
    }
  }

  /** A constructor that makes other components of what it is given could not bring them back. */
  private void requireSame(Object record) {
    Object[] values = valuesOf(record);
    try {
      requireSame(values, constructor.newInstance(values));
    } catch (InvocationTargetException e) {
      throw new UnsupportedStateException(
          "the constructor of record "
              + type().getName()
              + " refuses the components that it has by now, so that it cannot come back: "
              + e.getCause(),
          e.getCause());
    } catch (StateMismatchException e) {
      throw new UnsupportedStateException(e.getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object[] valuesOf(Object record) {
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < values.length; i++) {
        values[i] = components[i].field.get(record);
      }
      return values;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Compares what nobody can change: the rest may be a copy that is filled later. */
  private void requireSame(Object[] stored, Object record) {
    Object[] built = valuesOf(record);
    for (int i = 0; i < built.length; i++) {
      boolean value = components[i].field.getType().isPrimitive() || isText(stored[i]);
      if (value && !stored[i].equals(built[i])) {
        throw new StateMismatchException(
            "the constructor of record "
                + type().getName()
                + " makes "
                + built[i]
                + " of the "
                + stored[i]
                + " that it is given for "
                + components[i].field.getName()
                + ", so that it cannot come back as it is; have it leave a value alone that it has "
                + "made itself");
      }
    }
  }

  private static boolean isText(Object value) {
    return value instanceof String || (value != null && BoxedValues.isBoxed(value));
  }

  @Override
  void writeParts(Object object, GraphWriter writer) {
    fields.write(object, writer);
  }

  @Override
  Object allocate(GraphReader reader) {
    return isWholeInShape() ? build(readParts(reader), reader) : null;
  }

  @Override
  void forEachReference(Object object, Consumer<Object> action) {
    FieldAccess.forEachReference(components, object, action);
  }

  @Override
  Object[] readParts(GraphReader reader) {
    Object[] parts = new Object[components.length];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = components[i].readValue(reader);
    }
    return parts;
  }

  /** A constructor that looks into a component, or keeps a copy of it, needs it whole. */
  @Override
  Object buildEarly(Object[] parts, GraphReader reader) {
    Object record;
    try {
      record = build(parts, reader);
    } catch (StateMismatchException e) {
      return null;
    }
    return holds(record, parts) ? record : null;
  }

  private boolean holds(Object record, Object[] parts) {
    Object[] built = valuesOf(record);
    for (int i = 0; i < parts.length; i++) {
      if (!components[i].field.getType().isPrimitive() && built[i] != parts[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  Object build(Object[] parts, GraphReader reader) {
    Object record = buildOfOthers(parts);
    requireSame(parts, record);
    return record;
  }

  /** Of components that no record has had: the constructor may make others of them. */
  Object buildOfOthers(Object[] parts) {
    try {
      return constructor.newInstance(parts);
    } catch (InvocationTargetException e) {
      throw new StateMismatchException(
          "the constructor of record "
              + type().getName()
              + " refuses its stored components: "
              + e.getCause(),
          e.getCause());
    } catch (IllegalArgumentException e) {
      throw new ClassCastException("the components of record " + type().getName());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
