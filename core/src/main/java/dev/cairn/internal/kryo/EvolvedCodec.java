/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.StateMismatchException;
import dev.cairn.internal.format.TypeEntry;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Reads objects of a class whose fields have changed since they were written, by the stored shape.
 * It never writes. Immutable.
 */
final class EvolvedCodec extends TypeCodec {
  private final TypeCodec now;
  private final StoredShape shape;
  private final BiConsumer<Object, Map<String, Object>> migration;

  /**
   * Creates the codec.
   *
   * @param now how the class is written now: by fields, a record, or an enum
   * @param stored what the file says
   * @param shape how the one goes into the other
   * @param migration what the program does with the stored values; null where nothing
   */
  EvolvedCodec(
      TypeCodec now,
      TypeEntry stored,
      StoredShape shape,
      BiConsumer<Object, Map<String, Object>> migration) {
    super(now.type(), stored);
    this.now = now;
    this.shape = shape;
    this.migration = migration;
  }

  @Override
  FieldsCodec ofHolder() {
    return now.ofHolder();
  }

  @Override
  boolean tellsItsParts() {
    return now.tellsItsParts();
  }

  /** As it was stored: what it has become may be written in another way. */
  @Override
  boolean isBuilt() {
    return (now instanceof RecordCodec && !isWholeInShape())
        || (now instanceof SubclassCodec && now.isBuilt());
  }

  @Override
  Object allocate(GraphReader reader) {
    if (now instanceof FieldsCodec fields) {
      Object object = fields.newInstance();
      if (isWholeInShape()) {
        readFields(object, reader);
      }
      return object;
    } else if (now instanceof RecordCodec) {
      return isWholeInShape() ? build(readParts(reader), reader) : null;
    }
    return now.allocate(reader);
  }

  // ---- records -------------------------------------------------------------------------------

  @Override
  Object[] readParts(GraphReader reader) {
    return now instanceof SubclassCodec ? now.readParts(reader) : shape.read(reader);
  }

  @Override
  Object build(Object[] parts, GraphReader reader) {
    return now instanceof SubclassCodec ? now.build(parts, reader) : buildRecord(parts, reader);
  }

  private Object buildRecord(Object[] parts, GraphReader reader) {
    return record().buildOfOthers(components(parts, reader, true));
  }

  @Override
  Object buildEarly(Object[] parts, GraphReader reader) {
    return now instanceof SubclassCodec
        ? now.buildEarly(parts, reader)
        : record().buildEarly(components(parts, reader, false), reader);
  }

  private RecordCodec record() {
    return (RecordCodec) now;
  }

  private Object[] components(Object[] parts, GraphReader reader, boolean whole) {
    Object[] components = record().defaults();
    for (int i = 0; i < parts.length; i++) {
      StoredShape.Slot slot = shape.slots().get(i);
      if (slot.target() != null) {
        components[record().indexOf(slot.target())] =
            Conversion.convert(
                parts[i],
                slot.target().getType(),
                slot.stored().label(),
                reader.convertedCollections(),
                whole);
      }
    }
    return components;
  }

  // ---- objects with fields -------------------------------------------------------------------

  @Override
  void readBody(Object object, GraphReader reader) {
    if (now instanceof SubclassCodec collection) {
      Object[] values = shape.read(reader);
      collection.readContents(object, reader, built -> setFields(built, values, reader));
    } else if (!(now instanceof RecordCodec)) {
      readFields(object, reader);
    }
  }

  private void readFields(Object object, GraphReader reader) {
    setFields(object, shape.read(reader), reader);
  }

  private void setFields(Object object, Object[] values, GraphReader reader) {
    for (int i = 0; i < values.length; i++) {
      StoredShape.Slot slot = shape.slots().get(i);
      if (slot.target() != null) {
        set(object, values[i], slot, reader);
      }
    }
    if (migration != null) {
      Object owner = reader.holderOr(object);
      reader.later(owner, values, true, () -> migration.accept(owner, shape.byName(values)));
    }
  }

  private void set(Object object, Object value, StoredShape.Slot slot, GraphReader reader) {
    FieldAccess field = FieldAccess.of(slot.target());
    reader.assign(
        object,
        value,
        (owner, resolved) -> {
          convertAndSet(owner, resolved, slot, field, reader);
        });
  }

  private void convertAndSet(
      Object owner, Object value, StoredShape.Slot slot, FieldAccess field, GraphReader reader) {
    try {
      Class<?> type = slot.target().getType();
      field.assign(
          owner,
          Conversion.convert(
              value, type, slot.stored().label(), reader.convertedCollections(), false),
          reader);
    } catch (StateMismatchException e) {
      if (migration == null) {
        throw e;
      }
      // The migration places it.
    }
  }

  @Override
  Object[] needed(Object object, Object[] contents) {
    return now.needed(object, contents);
  }

  @Override
  void fill(Object object, Object[] contents) {
    now.fill(object, contents);
  }

  @Override
  Object[] contentsOf(Object object) {
    return now.contentsOf(object);
  }

  @Override
  void forEachReference(Object object, Consumer<Object> action) {
    now.forEachReference(object, action);
  }
}
