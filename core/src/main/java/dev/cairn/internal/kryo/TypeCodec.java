/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.format.TypeEntry;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicMarkableReference;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.function.Consumer;

/**
 * How the objects of one class are written and read. An object is written in up to three pieces:
 *
 * <ul>
 *   <li>its shape, when it is first met: what is needed to allocate it, or all of a plain value;
 *   <li>its parts: what an object without setters is built from, such as a record's components;
 *   <li>its body: what it is filled with once every object of the graph is there.
 * </ul>
 *
 * <p>So no recursion is needed for any shape of graph, and cycles of any kind come back. Immutable.
 */
abstract class TypeCodec {
  private final Class<?> type;
  private final TypeEntry entry;
  private final Hooks hooks;
  private final boolean whole;

  TypeCodec(Class<?> type, TypeEntry entry) {
    this(type, entry, entry.isWholeInShape());
  }

  /**
   * Creates a codec.
   *
   * @param type the class
   * @param entry what the file says of it
   * @param whole true where the shape is all there is
   */
  TypeCodec(Class<?> type, TypeEntry entry, boolean whole) {
    this.type = type;
    this.entry = entry;
    this.whole = whole;
    this.hooks = ClassPolicy.isPlatform(type.getName()) ? Hooks.NONE : Hooks.of(type);
  }

  final Class<?> type() {
    return type;
  }

  /** What the file says of it. */
  final TypeEntry entry() {
    return entry;
  }

  final Hooks hooks() {
    return hooks;
  }

  /** True where nothing is left to be written or filled once the shape is. */
  final boolean isWholeInShape() {
    return whole;
  }

  void writeShape(Object object, GraphWriter writer) {}

  void writeParts(Object object, GraphWriter writer) {}

  void writeBody(Object object, GraphWriter writer) {}

  /** True where objects are built from their parts; then {@link #allocate} gives null. */
  boolean isBuilt() {
    return false;
  }

  /** True where {@link #forEachReference} gives all that an object was built from. */
  boolean tellsItsParts() {
    return false;
  }

  /** True where building looks into the parts, so that all that they refer to must be whole. */
  boolean needsWholeParts() {
    return false;
  }

  /** Allocates an object from its shape. */
  abstract Object allocate(GraphReader reader);

  /** Reads the parts; references to objects not yet built are left to be resolved. */
  Object[] readParts(GraphReader reader) {
    throw new IllegalStateException(type + " has no parts");
  }

  /** Builds an object from its resolved parts. */
  Object build(Object[] parts, GraphReader reader) {
    throw new IllegalStateException(type + " is not built");
  }

  /**
   * As {@link #build}, although what the parts refer to may not be whole yet; null where that is
   * not possible.
   */
  Object buildEarly(Object[] parts, GraphReader reader) {
    return build(parts, reader);
  }

  void readBody(Object object, GraphReader reader) {}

  /** Gives each object that a whole object refers to. */
  void forEachReference(Object object, Consumer<Object> action) {
    if (object instanceof Collection<?> collection) {
      collection.forEach(action);
    } else if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            action.accept(key);
            action.accept(value);
          });
    } else if (object instanceof Object[] array) {
      for (Object element : array) {
        action.accept(element);
      }
    } else if (object instanceof Map.Entry<?, ?> entry) {
      action.accept(entry.getKey());
      action.accept(entry.getValue());
    } else if (object instanceof Optional<?> optional) {
      optional.ifPresent(action);
    } else if (object instanceof AtomicStampedReference<?> reference) {
      action.accept(reference.getReference());
    } else if (object instanceof AtomicMarkableReference<?> reference) {
      action.accept(reference.getReference());
    } else if (object instanceof CompletableFuture<?> future && future.isDone()) {
      action.accept(future.<Object>handle((value, e) -> e == null ? value : e).join());
    } else if (object instanceof AtomicReference<?> reference) {
      action.accept(reference.get());
    } else if (object instanceof AtomicReferenceArray<?> array) {
      for (int i = 0; i < array.length(); i++) {
        action.accept(array.get(i));
      }
    }
  }

  /** What of the contents must be whole before a collection is filled. */
  Object[] needed(Object object, Object[] contents) {
    return contents;
  }

  /**
   * True where an object is so small that to write it twice costs less than to find out that it was
   * written.
   */
  boolean isSmall(Object object) {
    return false;
  }

  /**
   * What is small is written without being looked for only where what refers to it has a higher
   * rank, so that it ends: 0 where it refers to nothing, the highest where it is always looked for.
   */
  int rank() {
    return whole ? 0 : Integer.MAX_VALUE;
  }

  /** The codec of the class as it is now, where its objects can be holders; else null. */
  FieldsCodec ofHolder() {
    return null;
  }

  /** The fields by which objects are written now; null where they are not written by field. */
  List<Field> fieldsNow() {
    return null;
  }

  /**
   * What is in a collection, in its order, keys and values of a map in turn; null where its order
   * means nothing, or nobody can tell.
   */
  Object[] contentsOf(Object object) {
    return null;
  }

  /** Fills a collection once all that it will hash or compare is whole. */
  void fill(Object object, Object[] contents) {
    throw new IllegalStateException(type + " is not filled later");
  }

  static TypeEntry cairn(Class<?> type, int version) {
    return new TypeEntry(type.getName(), TypeEntry.How.CAIRN, version, List.of());
  }
}
