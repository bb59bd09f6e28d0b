/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.inspect.ArraySummary;
import dev.cairn.internal.inspect.CheckpointView;
import dev.cairn.internal.inspect.StatePath;
import dev.cairn.internal.inspect.StoredObject;
import dev.cairn.internal.inspect.StoredObjects;
import dev.cairn.internal.inspect.StoredValues;
import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Values of a stored state, as text and as JSON; arrays are summed up. Used by one thread. */
final class StateText {
  private final CheckpointView view;
  private final int depth;
  private final int mostElements;
  private final Map<Long, StoredObject> objects = new HashMap<>();
  private final Set<Long> open = new HashSet<>();

  StateText(CheckpointView view, int depth, int mostElements) {
    this.view = view;
    this.depth = depth;
    this.mostElements = mostElements;
  }

  /** Reads what is to be shown: a pass over the graph for each level. */
  private void read(Object value) throws IOException {
    Set<Long> wanted = new HashSet<>();
    addTo(wanted, value);
    for (int level = 0; level <= depth && !wanted.isEmpty(); level++) {
      Map<Long, StoredObject> found = StoredObjects.read(view, wanted, mostElements);
      objects.putAll(found);
      wanted.clear();
      found.values().forEach(object -> wanted.addAll(object.references()));
      wanted.removeAll(objects.keySet());
    }
  }

  private static void addTo(Set<Long> numbers, Object value) {
    if (value instanceof GraphVisitor.Reference reference) {
      numbers.add(reference.number());
    }
  }

  List<String> lines(StatePath.Found found) throws IOException {
    read(found.value());
    List<String> lines = new ArrayList<>();
    addLines(lines, "", found.path(), found.value(), 0);
    return lines;
  }

  private void addLines(List<String> lines, String indent, String name, Object value, int level)
      throws IOException {
    if (!(value instanceof GraphVisitor.Reference reference)) {
      lines.add(indent + name + " = " + StoredValues.shown(value));
      return;
    }
    StoredObject object = objects.get(reference.number());
    if (object == null) {
      lines.add(indent + name + ": ...");
      return;
    }
    if (object.plain().isPresent() && object.fields().isEmpty()) {
      lines.add(indent + name + " = " + StoredValues.shown(object.plain().get()));
      return;
    }
    String head = indent + name + ": " + typeName(object.type().name());
    if (object.array().isPresent()) {
      lines.add(head.replaceFirst("\\[]$", "") + summary(object.array().get()));
      if (level == 0) {
        addFirst(lines, indent + "  ", object.array().get());
      }
      return;
    }
    if (isShown(object) && !open.add(object.number())) {
      lines.add(head + " (shown above)");
      return;
    }
    lines.add(head + (object.count() > 0 ? " of " + Texts.number(object.count()) : ""));
    if (level < depth) {
      addContents(lines, indent + "  ", object, level + 1);
    }
  }

  private void addFirst(List<String> lines, String indent, GraphVisitor.Elements array)
      throws IOException {
    List<Object> first = view.pieces(array).first(mostElements);
    for (int i = 0; i < first.size(); i++) {
      lines.add(indent + "[" + i + "] = " + StoredValues.shown(first.get(i)));
    }
    if (first.size() < array.length()) {
      lines.add(
          indent + "... " + Texts.number(array.length() - first.size()) + " more (--elements)");
    }
  }

  private static boolean isShown(StoredObject object) {
    return !object.fields().isEmpty() || object.count() > 0;
  }

  private void addContents(List<String> lines, String indent, StoredObject object, int level)
      throws IOException {
    for (StoredObject.Field field : object.fields()) {
      addLines(lines, indent, field.name(), field.value(), level);
    }
    int index = 0;
    for (Object element : object.elements()) {
      addLines(lines, indent, "[" + index++ + "]", element, level);
    }
    for (StoredObject.Entry entry : object.entries()) {
      addLines(lines, indent, "{" + key(entry.key()) + "}", entry.value(), level);
      index++;
    }
    if (index < object.count()) {
      lines.add(indent + "... " + Texts.number(object.count() - index) + " more (--elements)");
    }
  }

  private String key(Object key) {
    if (key instanceof GraphVisitor.Reference reference) {
      StoredObject object = objects.get(reference.number());
      return object == null || object.plain().isEmpty()
          ? "..."
          : StoredValues.printable(object.plain().get().toString());
    }
    return String.valueOf(key);
  }

  /** As Java writes it: {@code double[][]} and not {@code [[D}. */
  static String typeName(String name) {
    int dimensions = 0;
    while (dimensions < name.length() && name.charAt(dimensions) == '[') {
      dimensions++;
    }
    if (dimensions == 0) {
      return name;
    }
    String element = name.substring(dimensions);
    String shown =
        switch (element.charAt(0)) {
          case 'L' -> element.substring(1, element.length() - 1);
          case 'D' -> "double";
          case 'F' -> "float";
          case 'J' -> "long";
          case 'I' -> "int";
          case 'S' -> "short";
          case 'C' -> "char";
          case 'B' -> "byte";
          default -> "boolean";
        };
    return shown + "[]".repeat(dimensions);
  }

  private String summary(GraphVisitor.Elements array) throws IOException {
    String shape = "[" + Texts.number(array.length()) + "]";
    if (array.length() == 0) {
      return shape;
    }
    ArraySummary summary = new ArraySummary();
    summary.add(view, array);
    String text =
        shape
            + " min "
            + summary.least()
            + ", max "
            + summary.greatest()
            + ", mean "
            + (float) summary.mean();
    if (summary.count() == summary.nans()) {
      text = shape;
    }
    return text
        + (summary.nans() > 0 ? ", " + Texts.number(summary.nans()) + " NaN" : "")
        + (summary.zeros() > 0 ? ", " + Texts.number(summary.zeros()) + " zeros" : "");
  }

  JsonObject json(StatePath.Found found) throws IOException {
    read(found.value());
    return new JsonObject().with("path", found.path()).with("value", json(found.value(), 0));
  }

  private Object json(Object value, int level) throws IOException {
    if (!(value instanceof GraphVisitor.Reference reference)) {
      return plain(value);
    }
    StoredObject object = objects.get(reference.number());
    if (object == null) {
      return new JsonObject().with("object", reference.number());
    }
    if (object.plain().isPresent() && object.fields().isEmpty()) {
      return plain(object.plain().get());
    }
    JsonObject json = new JsonObject().with("type", typeName(object.type().name()));
    if (object.array().isPresent()) {
      return withSummary(json, object.array().get());
    }
    if (level < depth) {
      JsonObject fields = new JsonObject();
      for (StoredObject.Field field : object.fields()) {
        fields.with(field.name(), json(field.value(), level + 1));
      }
      json.with("fields", fields);
      List<Object> elements = new ArrayList<>();
      for (Object element : object.elements()) {
        elements.add(json(element, level + 1));
      }
      for (StoredObject.Entry entry : object.entries()) {
        elements.add(
            new JsonObject()
                .with("key", key(entry.key()))
                .with("value", json(entry.value(), level + 1)));
      }
      json.with("elements", elements);
    }
    return json.with("count", object.count());
  }

  private JsonObject withSummary(JsonObject json, GraphVisitor.Elements array) throws IOException {
    ArraySummary summary = new ArraySummary();
    summary.add(view, array);
    return json.with("length", (long) array.length())
        .with("min", summary.least())
        .with("max", summary.greatest())
        .with("mean", Double.isFinite(summary.mean()) ? (Object) summary.mean() : null)
        .with("nan", summary.nans())
        .with("zeros", summary.zeros());
  }

  /** Numbers as numbers where JSON has them; what it has not is a text. */
  private static Object plain(Object value) {
    if (value == null
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Integer) {
      return value;
    } else if (value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    } else if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) ? (Object) number : value.toString();
    }
    return value instanceof CharSequence || value instanceof Character
        ? value.toString()
        : StoredValues.shown(value);
  }
}
