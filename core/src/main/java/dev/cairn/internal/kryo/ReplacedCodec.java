/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Consumer;

/**
 * Classes whose {@code writeReplace} names another object to be saved in their place, or whose
 * {@code readResolve} does so when they come back: a proxy, or a singleton. The graph holds the
 * object that stands for it; the object itself is built from that once it is whole.
 *
 * <p>Only for classes that were approved one by one. Immutable.
 */
final class ReplacedCodec extends BuiltCodec {
  static final int VERSION = 2;

  private final Method replace;

  ReplacedCodec(Class<?> type) {
    super(type, new TypeEntry(type.getName(), TypeEntry.How.JAVA, VERSION, List.of()));
    this.replace = SerializationHooks.findInherited(type, "writeReplace");
  }

  static boolean isReplaced(Class<?> type) {
    return SerializationHooks.findInherited(type, "writeReplace") != null
        || SerializationHooks.findInherited(type, "readResolve") != null;
  }

  @Override
  boolean needsWholeParts() {
    return true;
  }

  @Override
  void writeParts(Object object, GraphWriter writer) {
    Object stands = replace == null ? object : SerializationHooks.call(replace, object);
    if (stands != null && (stands == object || isReplaced(stands.getClass()))) {
      // Its readResolve belongs to the object that it stands for.
      stands = new Unresolved(stands, writer.storedAs(stands.getClass()));
    }
    writer.reference(stands, ".writeReplace");
  }

  @Override
  Object[] readParts(GraphReader reader) {
    return reader.references(1);
  }

  @Override
  Object build(Object[] parts, GraphReader reader) {
    Object stands = parts[0];
    Object resolved = stands;
    if (stands instanceof Unresolved unresolved) {
      stands = unresolved.object;
      Method resolve = SerializationHooks.findInherited(stands.getClass(), "readResolve");
      resolved = resolve == null ? stands : SerializationHooks.call(resolve, stands);
    }
    if (!type().isInstance(resolved)) {
      throw new UnsupportedStateException(
          "what stands for a "
              + type().getName()
              + " ("
              + (stands == null ? "null" : stands.getClass().getName())
              + ", by its writeReplace or readResolve) became "
              + (resolved == null ? "null" : "a " + resolved.getClass().getName()));
    }
    return resolved;
  }

  /** The object as it was saved, before its readResolve has had its say. */
  static final class Unresolved {
    final Object object;
    final TypeCodec codec;

    Unresolved(Object object, TypeCodec codec) {
      this.object = object;
      this.codec = codec;
    }
  }

  /** How an {@link Unresolved} is written: as its object would be. */
  static final class OfUnresolved extends TypeCodec {
    private final TypeCodec stored;

    OfUnresolved(TypeCodec stored) {
      super(Unresolved.class, stored.entry());
      this.stored = stored;
    }

    private static Object in(Object unresolved) {
      return ((Unresolved) unresolved).object;
    }

    @Override
    boolean isBuilt() {
      return stored.isBuilt();
    }

    @Override
    void writeShape(Object object, GraphWriter writer) {
      stored.writeShape(in(object), writer);
    }

    @Override
    void writeParts(Object object, GraphWriter writer) {
      stored.writeParts(in(object), writer);
    }

    @Override
    void writeBody(Object object, GraphWriter writer) {
      stored.writeBody(in(object), writer);
    }

    @Override
    Object allocate(GraphReader reader) {
      Object allocated = stored.allocate(reader);
      return isBuilt() ? null : new Unresolved(allocated, stored);
    }

    @Override
    Object[] readParts(GraphReader reader) {
      return stored.readParts(reader);
    }

    @Override
    Object build(Object[] parts, GraphReader reader) {
      return new Unresolved(stored.build(parts, reader), stored);
    }

    @Override
    void readBody(Object object, GraphReader reader) {
      stored.readBody(in(object), reader);
    }

    @Override
    void forEachReference(Object object, Consumer<Object> action) {
      // The object itself may wait to be completed; and its class may not be this codec's.
      action.accept(in(object));
      ((Unresolved) object).codec.forEachReference(in(object), action);
    }
  }
}
