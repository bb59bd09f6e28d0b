/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphTarget;
import dev.cairn.internal.capture.PrimitiveArrays;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one graph. Objects are numbered in the order in which they are met and their contents are
 * written in that order, so the list of the objects met is the work list: no recursion, whatever
 * the depth of the graph.
 *
 * <p>Used by one thread, once.
 */
final class GraphWriter {
  /** Smaller arrays stay in the stream: a section of its own costs a block. */
  static final int OUT_OF_LINE_BYTES = 4096;

  static final int NULL = 0;
  static final int INLINE = 1;
  static final int FIRST_NUMBER = 2;

  private static final int BUFFER = 64 << 10;

  private final TypeCodecs types;
  private final ClassPolicy policy;
  private final IdentityTable objects;
  private final GraphTarget target;
  private final PathTrace trace;
  private final Output shapes;
  private final Output parts;
  private final Output bodies;
  private final List<Remark> remarks = new ArrayList<>();
  private Output references;
  private int current = -1;
  private boolean discovering;

  /** Something that will not come back quite the same. */
  record Remark(int number, String text) {}

  GraphWriter(
      TypeCodecs types,
      ClassPolicy policy,
      IdentityTable objects,
      GraphTarget target,
      PathTrace trace) {
    this.types = types;
    this.policy = policy;
    this.objects = objects;
    this.target = target;
    this.trace = trace;
    this.shapes = new Output(target.shapes(), BUFFER);
    this.parts = new Output(target.parts(), BUFFER);
    this.bodies = new Output(target.bodies(), BUFFER);
  }

  GraphImage write(Map<String, Object> roots) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, Object> root : roots.entrySet()) {
      String edge = PathTrace.rootEdge(root.getKey(), root.getValue());
      numbers.put(root.getKey(), (long) numberOf(root.getValue(), edge));
    }
    for (current = 0; current < objects.size(); current++) {
      Object object = objects.object(current);
      TypeCodec codec = objects.codec(current);
      codec.hooks().callBeforeCapture(object);
      if (codec.isBuilt()) {
        references = parts;
        codec.writeParts(object, this);
      }
      references = bodies;
      codec.writeBody(object, this);
    }
    shapes.flush();
    parts.flush();
    bodies.flush();
    return new GraphImage(objects.size(), OUT_OF_LINE_BYTES, numbers, types.entries(), List.of());
  }

  /** Writes a reference; an object met for the first time is numbered and its shape written. */
  void reference(Object object, String edge) {
    if (object == null) {
      references.writeByte(NULL);
    } else if (BoxedValues.isBoxed(object)) {
      references.writeByte(INLINE);
      BoxedValues.write(object, references);
    } else {
      references.writeVarLong((long) numberOf(object, edge) + FIRST_NUMBER, true);
    }
  }

  private int numberOf(Object object, String edge) {
    int number = objects.find(object);
    return number >= 0 ? number : discover(object, edge);
  }

  private int discover(Object object, String edge) {
    trace.met(current, edge);
    discovering = true;
    TypeCodec codec = types.of(object, policy);
    boolean root = current < 0;
    if (root) {
      policy.grantPackageOf(object.getClass());
    }
    boolean holder = root && policy.isHolder(object.getClass());
    if (codec instanceof FieldsCodec fields && fields.isPartial() && !holder) {
      throw new UnsupportedStateException(
          object.getClass().getName()
              + " has fields marked @Checkpointed but is not marked itself, and is not an object "
              + "given to resumeInto(...), so its other fields would be lost; mark the class, or "
              + "mark no field");
    }
    int number = objects.add(object, codec);
    shapes.writeVarInt(types.numberOf(codec), true);
    codec.writeShape(object, this);
    discovering = false;
    return number;
  }

  ClassPolicy policy() {
    return policy;
  }

  /** How the fields of a class are written where its writeReplace or readResolve is left aside. */
  TypeCodec storedAs(Class<?> type) {
    return types.storedAs(type, policy);
  }

  /** Where a shape is written. */
  Output shape() {
    return shapes;
  }

  /** Where parts or a body are written, whichever is being written. */
  Output content() {
    return references;
  }

  /**
   * Writes the elements of an array: in line where they are few, else as a section of their own.
   */
  void elements(Object array) {
    long bytes = PrimitiveArrays.bytes(array);
    if (bytes >= OUT_OF_LINE_BYTES) {
      target.array(array);
    } else {
      PrimitiveElements.write(array, shapes);
    }
  }

  /** Writes which enum a collection is of, as part of a shape. */
  void enumType(Class<?> type) {
    shapes.writeVarInt(types.numberOf(types.ofEnum(type, policy)), true);
  }

  /** Notes, for a warning, that the object being written will not come back quite the same. */
  void remark(String text) {
    remarks.add(new Remark(current, text));
  }

  /** The path of what was being met or written when an exception came. */
  String pathOfFailure() {
    return discovering ? trace.lastPath() : trace.path(current);
  }

  List<Remark> remarks() {
    return remarks;
  }

  /**
   * Writes a text with every char as it is, unpaired surrogates too: a length in bytes, doubled,
   * plus one where a char takes two bytes.
   */
  static void text(String text, Output output) {
    boolean narrow = text.chars().allMatch(c -> c <= 0xff);
    byte[] bytes = narrow ? text.getBytes(StandardCharsets.ISO_8859_1) : wide(text);
    output.writeVarLong((long) bytes.length << 1 | (narrow ? 0 : 1), true);
    output.writeBytes(bytes);
  }

  private static byte[] wide(String text) {
    byte[] bytes = new byte[Math.multiplyExact(text.length(), 2)];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >>> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }
}
