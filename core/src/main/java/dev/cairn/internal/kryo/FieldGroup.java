/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.StateMismatchException;

/** The fields of a class that are written one after the other. Immutable. */
final class FieldGroup {
  private final FieldAccess[] fields;
  private final FieldWriter writer;

  FieldGroup(StateFields state) {
    this.writer = new FieldWriter(state.fields());
    this.fields = state.fields().stream().map(FieldAccess::of).toArray(FieldAccess[]::new);
  }

  void write(Object object, GraphWriter graph) {
    writer.write(object, graph);
  }

  void read(Object object, GraphReader reader) {
    try {
      for (FieldAccess field : fields) {
        field.read(object, reader);
      }
    } catch (IllegalAccessException e) {
      throw cannotSet(object.getClass(), e);
    }
  }

  /** Reads the values of an object that is not there yet. */
  Object[] readValues(GraphReader reader) {
    Object[] values = new Object[fields.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = fields[i].readValue(reader);
    }
    return values;
  }

  /** Sets values that {@link #readValues} has given. */
  void assign(Object object, Object[] values, GraphReader reader) {
    for (int i = 0; i < values.length; i++) {
      fields[i].assign(object, values[i], reader);
    }
  }

  static StateMismatchException cannotSet(Class<?> type, IllegalAccessException e) {
    return new StateMismatchException(
        "a field of "
            + type.getName()
            + " cannot be set: "
            + e.getMessage()
            + "; a final field of a hidden class or of a record held elsewhere cannot come back",
        e);
  }
}
