/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.TypeEntry;
import dev.cairn.internal.kryo.GraphVisitor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One object of a stored graph, with what it holds; of a long one the first elements. Values are
 * null, boxed primitives, or {@link GraphVisitor.Reference} to other objects. Not thread-safe.
 */
public final class StoredObject {
  /**
   * A field.
   *
   * @param name its name
   * @param value its value
   */
  public record Field(String name, Object value) {}

  /**
   * An entry of a map.
   *
   * @param key its key
   * @param value its value
   */
  public record Entry(Object key, Object value) {}

  private final long number;
  private final TypeEntry type;
  final List<Field> fields = new ArrayList<>();
  final List<Object> elements = new ArrayList<>();
  final List<Entry> entries = new ArrayList<>();
  long count;
  Object plain;
  GraphVisitor.Elements array;

  StoredObject(long number, TypeEntry type) {
    this.number = number;
    this.type = type;
  }

  /** Its number in the graph. */
  public long number() {
    return number;
  }

  /** How it is written, with the name of its class. */
  public TypeEntry type() {
    return type;
  }

  /** Its fields. */
  public List<Field> fields() {
    return fields;
  }

  /** A field by its name; of two of that name the one of the subclass. */
  public Optional<Field> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).reduce((one, other) -> other);
  }

  /** Its first elements, where it is a collection or an array of references. */
  public List<Object> elements() {
    return elements;
  }

  /** Its first entries, where it is a map. */
  public List<Entry> entries() {
    return entries;
  }

  /** How many elements or entries it has. */
  public long count() {
    return count;
  }

  /** The value, where it is one of the JDK's that refer to nothing: a text, a date. */
  public Optional<Object> plain() {
    return Optional.ofNullable(plain);
  }

  /** Its elements, where it is an array of primitives. */
  public Optional<GraphVisitor.Elements> array() {
    return Optional.ofNullable(array);
  }

  /** The numbers of all that it refers to, as far as it was kept. */
  public List<Long> references() {
    List<Long> numbers = new ArrayList<>();
    fields.forEach(field -> addTo(numbers, field.value()));
    elements.forEach(element -> addTo(numbers, element));
    entries.forEach(
        entry -> {
          addTo(numbers, entry.key());
          addTo(numbers, entry.value());
        });
    return numbers;
  }

  private static void addTo(List<Long> numbers, Object value) {
    if (value instanceof GraphVisitor.Reference reference) {
      numbers.add(reference.number());
    }
  }
}
