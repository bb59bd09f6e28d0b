/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import dev.cairn.internal.format.TypeEntry;

/**
 * Is shown the objects of a stored graph, one after the other, by a {@link GraphWalk}.
 *
 * <p>A value is null, a boxed primitive, or a {@link Reference} to another object. Texts, dates and
 * other objects of the JDK that refer to nothing are objects of their own, shown by {@link #plain}.
 */
public interface GraphVisitor {
  /**
   * Refers to an object of the graph.
   *
   * @param number its number
   */
  record Reference(long number) {}

  /**
   * The elements of an array of primitives.
   *
   * @param elementType int, double and so on
   * @param length how many
   * @param section the section of the file that holds them; -1 where they are here
   * @param elements an array of that type and length; null where they are in a section
   */
  record Elements(String elementType, int length, int section, Object elements) {}

  /** An object begins. */
  void begin(long number, TypeEntry type);

  /** It is a value of the JDK's. */
  void plain(Object value);

  /** It has a field, or something like one. */
  void field(String name, Object value);

  /** It has elements: so many follow. */
  void elements(int count);

  /** An element, in their order. */
  void element(int index, Object value);

  /** An entry of a map, in their order. */
  void entry(int index, Object key, Object value);

  /** It is an array of primitives. */
  void array(Elements elements);

  /** The object ends. */
  void end();

  /** True where no further object need be shown. */
  boolean isSatisfied();
}
