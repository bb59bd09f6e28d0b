/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

/**
 * What is kept from one capture to the next to write graphs with. Used by one thread.
 *
 * @param types how the objects of each class are written
 * @param policy which classes may be part of a graph
 * @param views finds the maps that views are of
 * @param texts encodes long runs of texts
 */
record WriterTools(TypeCodecs types, ClassPolicy policy, MapViews views, TextRuns texts) {
  WriterTools(ClassPolicy policy) {
    this(new TypeCodecs(), policy, new MapViews(), new TextRuns());
  }

  /** After a capture that came to nothing: what was in the making is left to itself. */
  WriterTools renewed() {
    return new WriterTools(types, policy, views, new TextRuns());
  }

  ObjectTable newTable() {
    return new ObjectTable(types::isSmall);
  }
}
