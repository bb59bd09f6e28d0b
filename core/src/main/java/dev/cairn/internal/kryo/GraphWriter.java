/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.GraphImage;
import dev.cairn.internal.capture.GraphTarget;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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

  private static final int BATCH = 64;
  private static final int MOST_PADDING = 1 << 30;

  static final int NULL = 0;
  static final int INLINE = 1;
  static final int FIRST_NUMBER = 2;

  private final TypeCodecs types;
  private final ClassPolicy policy;
  private final ObjectTable objects;
  private final GraphTarget target;
  private final PathTrace trace;
  private final WriterTools tools;
  private final Way way;
  private final GraphOutput shapes;
  private final GraphOutput parts;
  private final GraphOutput bodies;
  private final List<Remark> remarks = new ArrayList<>();
  private final TableBytes tables = new TableBytes();
  private GraphOutput references;
  private int current = -1;
  private int rank = Integer.MAX_VALUE;
  private final Object[] batch = new Object[BATCH];
  private boolean discovering;
  private Map<String, Object> roots;

  /** Something that will not come back quite the same. */
  record Remark(int number, String text) {}

  /** What a writer does beside writing. */
  enum Way {
    /** The real one: calls the methods marked BeforeCapture. */
    CAPTURE,
    /** Once more, for the paths; those methods have been called. */
    AGAIN,
    /** Only to meet every object; views are leaves. */
    SCAN
  }

  GraphWriter(
      WriterTools tools, ObjectTable objects, GraphTarget target, PathTrace trace, Way way) {
    this.tools = tools;
    this.types = tools.types();
    this.policy = tools.policy();
    this.way = way;
    this.objects = objects;
    this.target = target;
    this.trace = trace;
    this.shapes = new GraphOutput(target.shapes());
    this.parts = new GraphOutput(target.parts());
    this.bodies = new GraphOutput(target.bodies());
  }

  GraphImage write(Map<String, Object> roots) {
    this.roots = roots;
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, Object> root : roots.entrySet()) {
      String edge = PathTrace.rootEdge(root.getKey(), root.getValue());
      numbers.put(root.getKey(), (long) numberOf(root.getValue(), edge));
    }
    for (current = objects.nextOpen(0); current < objects.size(); ) {
      Object object = objects.object(current);
      TypeCodec codec = types.of(object, policy).codec();
      callBeforeCapture(codec, object);
      rank = objects.isLone(current) ? codec.rank() : Integer.MAX_VALUE;
      objects.beginBody();
      if (codec.isBuilt()) {
        references = parts;
        codec.writeParts(object, this);
      }
      references = bodies;
      codec.writeBody(object, this);
      current = objects.nextOpen(current + 1);
    }
    shapes.flush();
    parts.flush();
    bodies.flush();
    return new GraphImage(objects.size(), OUT_OF_LINE_BYTES, numbers, types.entries(), List.of());
  }

  private void callBeforeCapture(TypeCodec codec, Object object) {
    if (way == Way.CAPTURE) {
      codec.hooks().callBeforeCapture(object);
    }
  }

  /** The map that a view is of; null where the graph has none that is. */
  Map<?, ?> mapOf(Object view) {
    return way == Way.SCAN ? Map.of() : tools.views().ownerOf(view, this);
  }

  /** True for keys of a part of a map that is in the graph. */
  boolean isOfPart(Object view) {
    return way != Way.SCAN && tools.views().isOfPart((Collection<?>) view);
  }

  /** Goes through the whole graph once more and gives each map in it. */
  void forEachMap(Consumer<Map<?, ?>> action) {
    ObjectTable met = tools.newTable();
    GraphWriter scan = new GraphWriter(tools, met, Nowhere.INSTANCE, PathTrace.OFF, Way.SCAN);
    GraphImage unused = scan.write(roots);
    for (int i = 0; i < met.size(); i++) {
      if (met.object(i) instanceof Map<?, ?> map) {
        action.accept(map);
      }
    }
  }

  /** Writes a reference; an object met for the first time is numbered and its shape written. */
  void reference(Object object, String edge) {
    if (object == null) {
      references.writeUnsigned(NULL);
      return;
    } else if (object instanceof Long || object instanceof Integer) {
      boxed(object); // the keys of most maps
      return;
    }
    TypeCodecs.Known known = types.known(object.getClass());
    if (known == null || known.isBoxed()) {
      rareReference(object, edge);
    } else if (objects.takesLone() && known.isLone(object, rank)) {
      references.writeNumber(addLone(object, known, edge));
    } else {
      int size = objects.size();
      int number = numberOf(object, edge);
      if (number < size && objects.isFirst()) {
        known.metAgain();
      }
      references.writeNumber(number);
    }
  }

  /** Writes a reference to each element. */
  void references(Iterator<?> elements, String edge) {
    while (elements.hasNext()) {
      Object first = elements.next();
      if (isSlow(first)) {
        touchedReferences(first, elements, edge);
        continue;
      }
      reference(first, edge);
      boolean texts = first instanceof String;
      for (int i = 1; i < BATCH && elements.hasNext(); i++) {
        Object element = elements.next();
        texts &= element instanceof String;
        reference(element, edge);
      }
      if (texts && elements.hasNext()) {
        textReferences(elements, edge);
      }
    }
  }

  /** Writes references to texts, as long as there is nothing else. */
  private void textReferences(Iterator<?> elements, String edge) {
    TypeCodecs.Known known = types.known(String.class);
    boolean texts = known != null && known.isLone("", rank);
    while (texts && elements.hasNext() && objects.takesLone(TextRuns.RUN)) {
      Object[] run = new Object[TextRuns.RUN];
      int count = 0;
      Object other = null;
      while (count < run.length && elements.hasNext()) {
        Object element = elements.next();
        if (!(element instanceof String text) || !known.isLone(text, rank)) {
          other = element;
          texts = false;
          break;
        }
        run[count++] = text;
        trace.met(current, edge);
        references.writeNumber(objects.addLone(text, true));
      }
      if (tools.texts().isEmpty()) {
        shapes.flush();
      }
      tools.texts().begin(run, count, known.number(), target.shapes());
      if (!texts) {
        finishTexts();
        reference(other, edge);
      }
    }
    finishTexts();
  }

  private void finishTexts() {
    if (!tools.texts().isEmpty()) {
      tools.texts().finish(target.shapes());
    }
  }

  /** True for an object that will have to be looked for in all of the table. */
  private boolean isSlow(Object object) {
    if (object == null || objects.isPredicting()) {
      return false;
    }
    TypeCodecs.Known known = types.known(object.getClass());
    return known != null && !known.isBoxed() && !known.isLone(object, rank);
  }

  /** Has several look-ups wait for memory at once, not one after the other. */
  private void touchedReferences(Object first, Iterator<?> elements, String edge) {
    int count = 0;
    for (Object element = first; ; element = elements.next()) {
      batch[count++] = element;
      if (element != null) {
        objects.touch(element);
      }
      if (count == BATCH || !elements.hasNext()) {
        break;
      }
    }
    for (int i = 0; i < count; i++) {
      reference(batch[i], edge);
    }
  }

  private void rareReference(Object object, String edge) {
    if (BoxedValues.isBoxed(object)) {
      boxed(object);
    } else {
      references.writeNumber(numberOf(object, edge));
    }
  }

  private void boxed(Object value) {
    references.writeUnsigned(INLINE);
    BoxedValues.write(value, references);
  }

  private int addLone(Object object, TypeCodecs.Known known, String edge) {
    trace.met(current, edge);
    if (object instanceof String text) {
      // There are more of them than of anything else: the way through a codec shows.
      shapes.writeUnsigned(known.number());
      shapes.text(text);
    } else {
      writeShape(object, known);
    }
    return objects.addLone(object, known.codec().isWholeInShape());
  }

  private void writeShape(Object object, TypeCodecs.Known known) {
    GraphOutput before = references;
    references = shapes;
    shapes.writeUnsigned(known.number());
    known.codec().writeShape(object, this);
    references = before;
  }

  private int numberOf(Object object, String edge) {
    int number = objects.find(object);
    return number >= 0 ? number : discover(object, edge);
  }

  private int discover(Object object, String edge) {
    trace.met(current, edge);
    discovering = true;
    TypeCodecs.Known known = types.of(object, policy);
    TypeCodec codec = known.codec();
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
    int number = objects.add(object, codec.isWholeInShape());
    if (codec.isWholeInShape()) {
      callBeforeCapture(codec, object);
    }
    writeShape(object, known);
    discovering = false;
    return number;
  }

  ClassPolicy policy() {
    return policy;
  }

  /** Names a class of whose code the file is to keep the digest. */
  void runsCodeOf(String type) {
    types.mention(type);
  }

  /** How the fields of a class are written where its writeReplace or readResolve is left aside. */
  TypeCodec storedAs(Class<?> type) {
    return types.storedAs(type, policy);
  }

  /** Where a shape is written. */
  GraphOutput shape() {
    return shapes;
  }

  /** Where parts or a body are written, whichever is being written. */
  GraphOutput content() {
    return references;
  }

  /**
   * Writes the elements of an array: in line where they are few, else as a section of their own.
   *
   * @param array the array
   * @param bytes the length of its elements in bytes
   */
  void elements(Object array, long bytes) {
    if (bytes >= OUT_OF_LINE_BYTES) {
      target.array(array);
    } else {
      PrimitiveElements.write(array, shapes);
    }
  }

  /** Writes which enum a collection is of, as part of a shape. */
  void enumType(Class<?> type) {
    shapes.writeVarInt(types.numberOfEnum(type, policy), true);
  }

  /** What tables and queues will take when they come back. */
  TableBytes tables() {
    return tables;
  }

  /** By how many bytes the streams must be longer, to justify the tables. */
  int padding() {
    long missing = tables.missing(shapes.total() + parts.total() + bodies.total());
    if (missing > MOST_PADDING) {
      throw new UnsupportedStateException(
          "the hash tables and bounded queues of the state have room for thousands of times of what "
              + "they hold; create them smaller");
    }
    return (int) missing;
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
}
