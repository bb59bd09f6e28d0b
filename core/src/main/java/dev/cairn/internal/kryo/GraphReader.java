/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Input;
import dev.cairn.CheckpointException;
import dev.cairn.CorruptCheckpointException;
import dev.cairn.StateMismatchException;
import dev.cairn.internal.capture.GraphCodec.Hook;
import dev.cairn.internal.capture.GraphCodec.RestoredGraph;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphSource;
import dev.cairn.internal.capture.PrimitiveArrays;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads one graph: allocates every object, builds those that have no setters, fills the rest, then
 * fills hash and sorted collections, whose keys must be whole before they are hashed or compared,
 * and at last the holders.
 *
 * <p>Used by one thread, once. It allocates no more than the length of the streams justifies.
 */
final class GraphReader {
  /** Stands in the parts of one object for another that is not built yet. */
  private record Unbuilt(int number) {}

  private static final int BUFFER = 64 << 10;

  private final TypeResolver types;
  private final GraphSource source;
  private final GraphImage image;
  private final Input shapes;
  private final Input parts;
  private final Input bodies;
  private final Object[] objects;
  private final TypeCodec[] codecs;
  private final Map<Integer, Object> holders = new HashMap<>();
  private final Map<Integer, Object> twins = new HashMap<>();
  private final Map<Integer, Object[]> unbuilt = new LinkedHashMap<>();
  private final List<FillOrder.Filling> fillings = new ArrayList<>();
  private Input content;
  private long allocatedBytes;

  GraphReader(TypeResolver types, GraphSource source) {
    this.types = types;
    this.source = source;
    this.image = source.image();
    // Each object has at least one byte of shape.
    require(
        image.objects() >= 0 && image.objects() <= Math.min(source.streamBytes(), 1 << 30),
        "number of objects",
        image.objects());
    this.objects = new Object[(int) image.objects()];
    this.codecs = new TypeCodec[objects.length];
    this.shapes = new Input(source.shapes(), BUFFER);
    this.parts = new Input(source.parts(), BUFFER);
    this.bodies = new Input(source.bodies(), BUFFER);
  }

  RestoredGraph read(Map<String, Object> holdersByName) throws IOException {
    try {
      holdersByName.forEach((name, holder) -> holders.put(rootNumber(name), holder));
      allocateAll();
      buildAll();
      fillAll();
      requireEnd(shapes, parts, bodies);
      fillHolders();
      return new RestoredGraph(roots(), hooks());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CheckpointException e) {
      throw e;
    } catch (RuntimeException e) {
      // Kryo at the end of its bytes, a text that is no date, a program's own hashCode on nonsense.
      throw new CorruptCheckpointException(source.describe() + ": its graph makes no sense", e);
    }
  }

  private int rootNumber(String name) {
    Long number = image.roots().get(name);
    require(number != null && number >= 0 && number < objects.length, "root", name);
    return number.intValue();
  }

  private void allocateAll() {
    Set<Long> roots = new HashSet<>(image.roots().values());
    for (int i = 0; i < objects.length; i++) {
      TypeCodec codec = types.codec(shapes.readVarInt(true), roots.contains((long) i));
      codecs[i] = codec;
      Object allocated = codec.allocate(this);
      objects[i] = holders.containsKey(i) ? holderFor(i, codec, allocated) : allocated;
    }
  }

  /**
   * The graph refers to the holder; what was read goes into a twin until all is known to be well.
   */
  private Object holderFor(int number, TypeCodec codec, Object twin) {
    Object holder = holders.get(number);
    if (holder.getClass() != codec.type() || !(codec instanceof FieldsCodec)) {
      throw new StateMismatchException(
          source.describe()
              + ": the stored root is a "
              + codec.type().getName()
              + ", the holder given to resumeInto is a "
              + holder.getClass().getName());
    }
    twins.put(number, twin);
    return holder;
  }

  private void buildAll() {
    content = parts;
    for (int i = 0; i < objects.length; i++) {
      if (codecs[i].isBuilt()) {
        unbuilt.put(i, codecs[i].readParts(this));
      }
    }
    // What is met later is mostly a part of what was met before: build backwards.
    for (int i = objects.length - 1; i >= 0; i--) {
      if (codecs[i].isBuilt() && objects[i] == null) {
        build(i);
      }
    }
    unbuilt.clear();
  }

  private void build(int first) {
    Deque<Integer> stack = new ArrayDeque<>();
    stack.push(first);
    while (!stack.isEmpty()) {
      int number = stack.peek();
      int missing = resolve(unbuilt.get(number));
      if (missing < 0) {
        objects[number] = codecs[number].build(unbuilt.get(number), this);
        stack.pop();
      } else {
        require(stack.size() <= objects.length, "cycle of objects without setters", number);
        stack.push(missing);
      }
    }
  }

  /** Resolves the parts that can be; returns the number of one that cannot, or -1. */
  private int resolve(Object[] partsOfOne) {
    for (int i = 0; i < partsOfOne.length; i++) {
      if (partsOfOne[i] instanceof Unbuilt reference) {
        Object object = objects[reference.number()];
        if (object == null) {
          return reference.number();
        }
        partsOfOne[i] = object;
      }
    }
    return -1;
  }

  private void fillAll() {
    content = bodies;
    for (int i = 0; i < objects.length; i++) {
      codecs[i].readBody(twins.getOrDefault(i, objects[i]), this);
    }
  }

  /**
   * Comparators and keys may look into a holder, so it gets its fields before collections are
   * filled; where that fails it gets its old ones back.
   */
  private void fillHolders() {
    Map<Integer, Object> before = new HashMap<>();
    twins.forEach((number, twin) -> before.put(number, fieldsOf(number).twinOf(objects[number])));
    try {
      twins.forEach((number, twin) -> fieldsOf(number).copyFields(twin, objects[number]));
      new FillOrder(fillings, codecsByClass()).fillAll();
    } catch (RuntimeException | Error e) {
      before.forEach((number, twin) -> fieldsOf(number).copyFields(twin, objects[number]));
      throw e;
    }
  }

  private FieldsCodec fieldsOf(int number) {
    return (FieldsCodec) codecs[number];
  }

  private IdentityHashMap<Class<?>, TypeCodec> codecsByClass() {
    IdentityHashMap<Class<?>, TypeCodec> byClass = new IdentityHashMap<>();
    for (int i = 0; i < objects.length; i++) {
      byClass.putIfAbsent(objects[i].getClass(), codecs[i]);
    }
    return byClass;
  }

  private Map<String, Object> roots() {
    Map<String, Object> roots = new LinkedHashMap<>();
    image.roots().keySet().forEach(name -> roots.put(name, objects[rootNumber(name)]));
    return roots;
  }

  private List<Hook> hooks() {
    List<Hook> hooks = new ArrayList<>();
    for (int i = objects.length - 1; i >= 0; i--) {
      Hooks declared = codecs[i].hooks();
      if (!declared.afterRestore().isEmpty()) {
        Object object = objects[i];
        hooks.add(() -> declared.callAfterRestore(object));
      }
    }
    return hooks;
  }

  // ---- what codecs read with ------------------------------------------------------------------

  /** Where a shape is read. */
  Input shape() {
    return shapes;
  }

  /** Where parts or a body are read. */
  Input content() {
    return content;
  }

  /** Reads a reference. */
  Object reference() {
    long code = content.readVarLong(true);
    if (code == GraphWriter.NULL) {
      return null;
    } else if (code == GraphWriter.INLINE) {
      return BoxedValues.read(content);
    }
    long number = code - GraphWriter.FIRST_NUMBER;
    require(number >= 0 && number < objects.length, "object number", number);
    Object object = objects[(int) number];
    return object == null ? new Unbuilt((int) number) : object;
  }

  Object[] references(int count) {
    Object[] references = new Object[count];
    for (int i = 0; i < count; i++) {
      references[i] = reference();
    }
    return references;
  }

  /** Reads a length, and refuses one that the rest of the streams cannot justify. */
  int length(Input input, int bytesPerElement) {
    int length = input.readVarInt(true);
    allocatedBytes += (long) length * bytesPerElement;
    require(length >= 0 && allocatedBytes <= source.streamBytes(), "length", length);
    return length;
  }

  /** Fills a collection once its contents are whole. */
  void fillLater(TypeCodec codec, Object object, Object[] contents) {
    fillings.add(new FillOrder.Filling(codec, object, contents));
  }

  /** Allocates an array of primitives and reads its elements. */
  Object array(Class<?> arrayClass) {
    try {
      int element = PrimitiveArrays.elementBytes(arrayClass);
      int length = shapes.readVarInt(true);
      long bytes = (long) length * element;
      require(length >= 0, "array length", length);
      if (bytes >= image.outOfLineBytes()) {
        return source.array(arrayClass, length);
      }
      allocatedBytes += bytes;
      require(allocatedBytes <= source.streamBytes(), "array length", length);
      Object array = Array.newInstance(arrayClass.getComponentType(), length);
      PrimitiveElements.read(array, shapes);
      return array;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads which enum a collection is of. */
  Class<?> enumType() {
    Class<?> type = types.codec(shapes.readVarInt(true), false).type();
    require(type.isEnum(), "enum", type);
    return type;
  }

  /** Refuses a capacity that no program would have chosen for what the streams hold. */
  void requireJustified(int capacity, long free, long perStreamByte) {
    long most = free + perStreamByte * source.streamBytes();
    require(capacity >= 0 && (long) capacity * Integer.BYTES <= most, "capacity", capacity);
  }

  String text(Input input) {
    long head = input.readVarLong(true);
    long bytes = head >>> 1;
    require(bytes <= source.streamBytes() && bytes <= Integer.MAX_VALUE - 8, "text length", bytes);
    byte[] content = input.readBytes((int) bytes);
    if ((head & 1) == 0) {
      return new String(content, StandardCharsets.ISO_8859_1);
    }
    char[] chars = new char[content.length / 2];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = (char) (content[2 * i] << 8 | (content[2 * i + 1] & 0xff));
    }
    return new String(chars);
  }

  private void requireEnd(Input... inputs) {
    for (Input input : inputs) {
      require(input.end(), "end of a stream", "more bytes");
    }
  }

  void require(boolean condition, String what, Object found) {
    if (!condition) {
      throw new CorruptCheckpointException(
          source.describe() + ": its graph makes no sense: impossible " + what + " " + found);
    }
  }
}
