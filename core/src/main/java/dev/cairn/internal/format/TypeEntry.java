/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How the objects of one class are written, as the file states it: enough to show a checkpoint
 * without any of the user's classes, and to compare it with the classes of a later program.
 *
 * @param name the binary name of the class
 * @param how the way its objects are written
 * @param version the version of that way, for everything but {@link How#FIELDS}
 * @param fields the fields in the order they are written; empty where the way is not by field
 * @param base the collection of the JDK that the class extends, in whose way its contents are
 *     written; empty where it extends none, and in files of before this was said
 */
public record TypeEntry(String name, How how, int version, List<Field> fields, String base) {
  /** Of a class that extends no collection. */
  public TypeEntry(String name, How how, int version, List<Field> fields) {
    this(name, how, version, fields, "");
  }

  /** The ways in which an object can be written. */
  public enum How {
    /** Field by field, by the names and types listed. */
    FIELDS,
    /** A record, component by component. */
    RECORD,
    /** By a serializer of Cairn's own, with a version. */
    CAIRN,
    /** An enum constant, by name. */
    ENUM,
    /** An array. */
    ARRAY,
    /** By the methods of Java serialization that the class itself has, or the JDK for it. */
    JAVA
  }

  /**
   * One field.
   *
   * @param declaredIn the binary name of the class that declares it
   * @param name its name
   * @param type the binary name of its declared type
   */
  public record Field(String declaredIn, String name, String type) {
    private static final Set<String> PRIMITIVES =
        Set.of("boolean", "byte", "short", "char", "int", "long", "float", "double");

    boolean isPrimitive() {
      return PRIMITIVES.contains(type);
    }

    /** As an error message shows it. */
    public String label() {
      return declaredIn + "." + name + " : " + type;
    }
  }

  /**
   * True where objects are written whole where they are first met: those with fields that all are
   * primitive need nothing else of the graph.
   */
  public boolean isWholeInShape() {
    boolean byField = how == How.RECORD || (how == How.FIELDS && version == 1);
    return byField && fields.stream().allMatch(Field::isPrimitive);
  }

  /** Copies the list. */
  public TypeEntry {
    fields = List.copyOf(fields);
  }

  /** The same way of writing, as far as the other says it. */
  public boolean isAs(TypeEntry other) {
    boolean sameBase = base.isEmpty() || other.base.isEmpty() || base.equals(other.base);
    return sameBase
        && equals(new TypeEntry(other.name, other.how, other.version, other.fields, base));
  }

  /** The same of a class of another name. */
  public TypeEntry renamed(String newName) {
    return new TypeEntry(newName, how, version, fields, base);
  }

  JsonObject toJson() {
    JsonObject json = new JsonObject().with("name", name).with("how", how.name());
    json.with("version", (long) version);
    if (!base.isEmpty()) {
      json.with("base", base);
    }
    if (!fields.isEmpty()) {
      List<Object> list = new ArrayList<>(fields.size());
      for (Field field : fields) {
        list.add(
            new JsonObject()
                .with("in", field.declaredIn())
                .with("name", field.name())
                .with("type", field.type()));
      }
      json.with("fields", list);
    }
    return json;
  }

  static TypeEntry fromJson(JsonObject json) {
    List<Field> fields = new ArrayList<>();
    for (JsonObject field : json.objects("fields")) {
      fields.add(new Field(field.string("in"), field.string("name"), field.string("type")));
    }
    How how = How.valueOf(json.string("how"));
    return new TypeEntry(
        json.string("name"), how, (int) json.number("version"), fields, json.string("base", ""));
  }
}
