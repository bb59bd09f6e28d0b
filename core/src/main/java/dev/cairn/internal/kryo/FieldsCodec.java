/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.objenesis.instantiator.ObjectInstantiator;
import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Field;
import java.util.List;
import java.util.function.Consumer;

/**
 * Objects of the program's own classes, field by field; no constructor runs when they come back.
 */
final class FieldsCodec extends TypeCodec {
  private final StateFields state;
  private final FieldGroup fields;
  private final ObjectInstantiator<?> instantiator;
  private final boolean small;
  private final int rank;

  FieldsCodec(Class<?> type, StateFields state) {
    super(type, new TypeEntry(type.getName(), TypeEntry.How.FIELDS, 1, state.entries()));
    this.state = state;
    this.fields = new FieldGroup(state);
    this.small = hooks().equals(Hooks.NONE) && !state.partial();
    this.rank = small ? FieldRanks.of(type) : super.rank();
    this.instantiator = Instantiation.of(type);
  }

  /** True where other fields than these exist and are left alone: only a holder may be so. */
  boolean isPartial() {
    return state.partial();
  }

  @Override
  List<Field> fieldsNow() {
    return state.fields();
  }

  /** Where a hook is to be called, it is called once for each object. */
  @Override
  boolean isSmall(Object object) {
    return small;
  }

  @Override
  int rank() {
    return rank;
  }

  @Override
  FieldsCodec ofHolder() {
    return this;
  }

  /** An object of which no constructor has run. */
  Object newInstance() {
    return instantiator.newInstance();
  }

  @Override
  void writeShape(Object object, GraphWriter writer) {
    if (isWholeInShape()) {
      fields.write(object, writer);
    }
  }

  @Override
  void writeBody(Object object, GraphWriter writer) {
    fields.write(object, writer);
  }

  @Override
  Object allocate(GraphReader reader) {
    Object object = newInstance();
    if (isWholeInShape()) {
      fields.read(object, reader);
    }
    return object;
  }

  @Override
  void readBody(Object object, GraphReader reader) {
    fields.read(object, reader);
  }

  @Override
  void forEachReference(Object object, Consumer<Object> action) {
    state.forEachReference(object, action);
  }

  /** The values of a holder's fields, to be put back where the resume fails. */
  Object twinOf(Object holder) {
    Object twin = instantiator.newInstance();
    copyFields(holder, twin);
    return twin;
  }

  /** Moves what was read into a holder. */
  void copyFields(Object from, Object to) {
    try {
      for (Field field : state.fields()) {
        field.set(to, field.get(from));
      }
    } catch (IllegalAccessException e) {
      throw FieldGroup.cannotSet(type(), e);
    }
  }
}
