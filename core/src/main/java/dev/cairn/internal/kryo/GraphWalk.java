/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.KryoException;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.GraphSource;
import dev.cairn.internal.capture.PrimitiveArrays;
import dev.cairn.internal.format.TypeEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Optional;

/**
 * Shows a stored graph by its schema, with none of the program's classes: one pass over its
 * streams, side by side, in the order in which the objects were met. Memory is needed for one
 * object at a time.
 *
 * <p>An object that stands for another one (an alias) is shown as one of its own, with the same
 * content. No class that the file names is loaded. Used by one thread, once.
 */
public final class GraphWalk extends GraphStreams {
  private final List<TypeEntry> types;
  private final StoredLayout[] layouts;
  private final GraphVisitor visitor;
  private int nextSection;

  /** How many elements an array of references has, from its shape to its body. */
  private int length;

  private GraphWalk(GraphSource source, int firstArray, GraphVisitor visitor) {
    super(source);
    this.types = image.types();
    this.layouts = new StoredLayout[types.size()];
    this.nextSection = firstArray;
    this.visitor = visitor;
  }

  /**
   * Walks.
   *
   * @param source the graph; its arrays are not read
   * @param firstArray the number of the section that holds the first large array
   * @param visitor is shown each object
   * @throws IOException if it cannot be read
   * @throws CorruptCheckpointException if it makes no sense
   * @throws UnsupportedStateException if it holds something that cannot be shown
   */
  public static void walk(GraphSource source, int firstArray, GraphVisitor visitor)
      throws IOException {
    try {
      new GraphWalk(source, firstArray, visitor).walkAll();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (KryoException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CorruptCheckpointException(
          source.describe() + ": its graph makes no sense: " + e, e);
    }
  }

  private void walkAll() {
    for (long number = 0; number < image.objects() && !visitor.isSatisfied(); number++) {
      int type = shapes.readVarInt(true);
      require(type >= 0 && type < types.size(), "class number", type);
      visitor.begin(number, types.get(type));
      StoredLayout layout = layout(type);
      content = shapes;
      layout.shape().read(this);
      if (layout.parts() != null) {
        content = parts;
        layout.parts().read(this);
      }
      if (layout.body() != null) {
        content = bodies;
        layout.body().read(this);
      }
      visitor.end();
    }
    boolean ended = visitor.isSatisfied() || (shapes.end() && parts.end() && bodies.end());
    require(ended, "end of a stream", "more bytes");
  }

  private StoredLayout layout(int type) {
    if (layouts[type] == null) {
      TypeEntry entry = types.get(type);
      layouts[type] = StoredLayout.of(entry);
      if (layouts[type] == null) {
        throw new UnsupportedStateException(
            source.describe()
                + ": how a "
                + entry.name()
                + " is written ("
                + entry.how()
                + " "
                + entry.version()
                + ") cannot be told without its class, so that nothing after it can be shown; open "
                + "the checkpoint in a program that has the class, with Checkpoint.open(path)");
      }
    }
    return layouts[type];
  }

  // ---- what layouts read with -----------------------------------------------------------------

  void plain(Object value) {
    visitor.plain(value);
  }

  private Object reference() {
    long code = content.readVarLong(true);
    if (code == GraphWriter.NULL) {
      return null;
    } else if (code == GraphWriter.INLINE) {
      return BoxedValues.read(content);
    }
    long number = content.number(code - GraphWriter.FIRST_NUMBER);
    require(number >= 0 && number < image.objects(), "object number", number);
    return new GraphVisitor.Reference(number);
  }

  /** A reference, by a name. */
  void field(String name) {
    visitor.field(name, reference());
  }

  /** A value that was read. */
  void field(String name, Object value) {
    visitor.field(name, value);
  }

  /** A stored field: a primitive stands in the shape where all of its object is there. */
  void field(TypeEntry.Field field) {
    Optional<Object> primitive = FieldAccess.readPrimitive(field.type(), content);
    visitor.field(field.name(), primitive.isPresent() ? primitive.get() : reference());
  }

  /** A count, and so many references. */
  void elements() {
    elements(length(content, 1));
  }

  private void elements(int count) {
    visitor.elements(count);
    for (int i = 0; i < count; i++) {
      visitor.element(i, reference());
    }
  }

  /** The length of an array of references, for {@link #elementsOfLength}. */
  void length() {
    length = length(shapes, 1);
  }

  void elementsOfLength() {
    elements(length);
  }

  /** A count of entries, and so many keys and values. */
  void entries() {
    entries(length(content, 2));
  }

  /** As above, where keys and values are counted. */
  void flatEntries() {
    int count = length(content, 1);
    require(count % 2 == 0, "number of keys and values", count);
    entries(count / 2);
  }

  private void entries(int count) {
    visitor.elements(count);
    for (int i = 0; i < count; i++) {
      Object key = reference();
      visitor.entry(i, key, reference());
    }
  }

  /** Bytes in a shape, of a form that is closed to us. */
  void bytes() {
    byte[] bytes = shapes.readBytes(length(shapes, 1));
    visitor.array(new GraphVisitor.Elements("byte", bytes.length, -1, bytes));
  }

  /** An array of primitives: here, or in a section of its own where it is large. */
  void primitives(Class<?> type) {
    require(type != null, "array", "of nothing");
    int count = shapes.readVarInt(true);
    require(count >= 0, "array length", count);
    long bytes = (long) count * PrimitiveArrays.elementBytes(type);
    String element = type.getComponentType().getName();
    if (bytes >= image.outOfLineBytes()) {
      visitor.array(new GraphVisitor.Elements(element, count, nextSection++, null));
      return;
    }
    allocate(bytes, count);
    Object array = Array.newInstance(type.getComponentType(), count);
    PrimitiveElements.read(array, shapes);
    visitor.array(new GraphVisitor.Elements(element, count, -1, array));
  }

  /** What each class of a hierarchy has written of itself: bytes, and what it refers to. */
  void hooked(int classes) {
    for (int i = 0; i < classes; i++) {
      byte[] bytes = content.readBytes(length(content, 1));
      visitor.field("(" + i + ": " + bytes.length + " bytes of its own)", null);
      elements();
    }
  }

  /** A Java form: bytes, places in them, and what it refers to. */
  void javaForm() {
    byte[] bytes = content.readBytes(length(content, 1));
    int places = length(content, 1);
    for (int i = 0; i < places; i++) {
      int unused = content.readVarInt(true);
    }
    visitor.field("(" + bytes.length + " bytes of its serialized form)", null);
    elements();
  }

  /** A lambda: eight texts, a kind, and what it has caught. */
  void lambda() {
    String capturing = text(content);
    for (int i = 1; i < 8; i++) {
      String unused = text(content);
    }
    int kind = content.readVarInt(true);
    visitor.field("(of " + capturing + ", kind " + kind + ")", null);
    elements();
  }
}
