/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.TypeEntry;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a graph once it is written: all that its reader needs beside the bytes.
 *
 * @param objects how many objects it has
 * @param outOfLineBytes arrays of at least so many bytes were handed over whole
 * @param roots the object number of each root, by name
 * @param types how each class was written, in the order of their numbers
 * @param remarks what will not come back quite the same, with field paths; for a warning
 */
public record GraphImage(
    long objects,
    int outOfLineBytes,
    Map<String, Long> roots,
    List<TypeEntry> types,
    List<String> remarks) {
  private static final Set<String> CONSTANT =
      Set.of(
          "java.lang.String",
          "java.lang.Boolean",
          "java.lang.Byte",
          "java.lang.Character",
          "java.lang.Double",
          "java.lang.Float",
          "java.lang.Integer",
          "java.lang.Long",
          "java.lang.Object",
          "java.lang.Short");

  /** True where the roots are all there is, and none of them can ever change. */
  public boolean holdsNothing(int rootCount) {
    return objects <= rootCount
        && types.stream()
            .allMatch(
                type ->
                    CONSTANT.contains(type.name())
                        || (type.how() == TypeEntry.How.FIELDS && type.fields().isEmpty()));
  }
}
