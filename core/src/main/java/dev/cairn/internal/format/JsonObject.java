/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A JSON object as Cairn writes it in manifests, owner and run files: members in order, whole
 * numbers as long. Small on purpose (see docs/adr/0003): the library must not bring a JSON library
 * that clashes with the application's own.
 *
 * <p>Not thread-safe.
 */
public final class JsonObject {
  private final Map<String, Object> members;

  /** Creates an empty object. */
  public JsonObject() {
    this(new LinkedHashMap<>());
  }

  JsonObject(Map<String, Object> members) {
    this.members = members;
  }

  /** An object with the entries of a map as its members. */
  public static JsonObject of(Map<String, ?> members) {
    return new JsonObject(new LinkedHashMap<>(members));
  }

  /** Reads one object from a text. */
  public static JsonObject parse(String text) {
    return new JsonParser(text).parseDocument();
  }

  /** Sets a member: a String, Long, Double, Boolean, JsonObject, List of these, or null. */
  public JsonObject with(String name, Object value) {
    members.put(name, value);
    return this;
  }

  /** The members in their order. */
  public Map<String, Object> members() {
    return members;
  }

  /** A text member. */
  public String string(String name) {
    return typed(name, String.class, "a text");
  }

  /** A text member, or the fallback where it is absent or null. */
  public String string(String name, String fallback) {
    return members.get(name) == null ? fallback : string(name);
  }

  /** A whole number member. */
  public long number(String name) {
    return typed(name, Long.class, "a whole number");
  }

  /** A whole number member, or the fallback where it is absent or null. */
  public long number(String name, long fallback) {
    return members.get(name) == null ? fallback : number(name);
  }

  /** A member that is an object. */
  public JsonObject object(String name) {
    return typed(name, JsonObject.class, "an object");
  }

  /** A member that is a list of texts; empty where it is absent. */
  public List<String> strings(String name) {
    return list(name, String.class);
  }

  /** A member that is a list of objects; empty where it is absent. */
  public List<JsonObject> objects(String name) {
    return list(name, JsonObject.class);
  }

  private <T> List<T> list(String name, Class<T> type) {
    if (members.get(name) == null) {
      return List.of();
    }
    List<?> found = typed(name, List.class, "a list");
    List<T> result = new ArrayList<>(found.size());
    for (Object element : found) {
      result.add(cast(name, element, type, "a list of " + type.getSimpleName()));
    }
    return result;
  }

  private <T> T typed(String name, Class<T> type, String expected) {
    return cast(name, members.get(name), type, expected);
  }

  private static <T> T cast(String name, Object value, Class<T> type, String expected) {
    if (!type.isInstance(value)) {
      throw new JsonException("member \"" + name + "\" should be " + expected + ", is " + value);
    }
    return type.cast(value);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    append(text, this);
    return text.append('\n').toString();
  }

  private static void append(StringBuilder text, Object value) {
    if (value instanceof JsonObject object) {
      appendObject(text, object);
    } else if (value instanceof List<?> list) {
      appendList(text, list);
    } else if (value instanceof String string) {
      appendString(text, string);
    } else if (value == null
        || value instanceof Boolean
        || value instanceof Long
        || value instanceof Integer
        || (value instanceof Double number && Double.isFinite(number))) {
      text.append(value);
    } else {
      throw new JsonException("cannot write " + value.getClass() + " as JSON");
    }
  }

  private static void appendObject(StringBuilder text, JsonObject object) {
    text.append('{');
    String separator = "";
    for (Map.Entry<String, Object> member : object.members.entrySet()) {
      text.append(separator);
      appendString(text, member.getKey());
      text.append(": ");
      append(text, member.getValue());
      separator = ", ";
    }
    text.append('}');
  }

  private static void appendList(StringBuilder text, List<?> list) {
    text.append('[');
    String separator = "";
    for (Object element : list) {
      text.append(separator);
      append(text, element);
      separator = ", ";
    }
    text.append(']');
  }

  private static void appendString(StringBuilder text, String string) {
    text.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c) || c == 0x7f) {
        text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
