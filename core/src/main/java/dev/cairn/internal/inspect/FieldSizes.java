/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.TypeEntry;
import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which fields the state is made of, by their bytes: {@code Ising.spins}. What is reached in
 * several ways counts for the first that the graph meets. Used by one thread, once.
 *
 * <p>An alias, which is a further number of an object, counts as {@code (elsewhere)}.
 *
 * <p>An object counts 4 bytes for each reference, the width of each primitive, and the bytes of its
 * elements or its text: about what it takes in memory, without what a JVM adds.
 */
public final class FieldSizes implements GraphVisitor {
  /**
   * A field, or root.
   *
   * @param name of its class and its own, without the package; {@code []} for what is in a
   *     collection, {@code {}} in a map
   * @param objects how many objects were met there first
   * @param bytes how many bytes they have
   */
  public record Size(String name, long objects, long bytes) {}

  private static final int REFERENCE_BYTES = 4;

  /** Collections within collections are not told apart any further. */
  private static final int DEEPEST = 3;

  private static final class Sum {
    private final String name;
    private long objects;
    private long bytes;

    Sum(String name) {
      this.name = name;
    }
  }

  private final Map<String, Sum> sums = new HashMap<>();

  /** Of objects that were met and are still to come. */
  private final Map<Long, Sum> met = new HashMap<>();

  private long shown = -1;
  private Sum current;
  private String owner;

  private FieldSizes(Map<String, Long> roots) {
    roots.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .forEach(root -> meet(root.getValue(), root.getKey()));
  }

  /**
   * Measures, in one pass over the graph.
   *
   * @return the largest first
   */
  public static List<Size> of(CheckpointView view) throws IOException {
    FieldSizes sizes = new FieldSizes(view.manifest().graph().roots());
    view.walk(sizes);
    List<Size> all = new ArrayList<>();
    sizes.sums.values().forEach(sum -> all.add(new Size(sum.name, sum.objects, sum.bytes)));
    all.sort(Comparator.comparingLong(Size::bytes).reversed().thenComparing(Size::name));
    return all;
  }

  private void meet(Object value, String name) {
    if (value instanceof Reference reference) {
      meet(reference.number(), name);
    }
  }

  private void meet(long number, String name) {
    if (number > shown) {
      met.putIfAbsent(number, sums.computeIfAbsent(name, Sum::new));
    }
  }

  @Override
  public void begin(long number, TypeEntry type) {
    shown = number;
    Sum first = met.remove(number);
    current = first == null ? sums.computeIfAbsent("(elsewhere)", Sum::new) : first;
    current.objects++;
    boolean isOfProgram = type.how() == TypeEntry.How.FIELDS || type.how() == TypeEntry.How.RECORD;
    owner = isOfProgram ? shortName(type.name()) : null;
  }

  private static String shortName(String type) {
    return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
  }

  @Override
  public void plain(Object value) {
    current.bytes += value instanceof String text ? text.length() : Long.BYTES;
  }

  @Override
  public void field(String name, Object value) {
    current.bytes += width(value);
    // What the JDK wraps belongs to where the wrapper is.
    meet(value, owner == null ? current.name : owner + "." + name);
  }

  @Override
  public void elements(int count) {}

  @Override
  public void element(int index, Object value) {
    current.bytes += width(value);
    meet(value, within("[]"));
  }

  @Override
  public void entry(int index, Object key, Object value) {
    current.bytes += width(key) + width(value);
    meet(key, within("{}"));
    meet(value, within("{}"));
  }

  private String within(String what) {
    String name = current.name;
    int depth = name.length() - name.replace("[", "").replace("{", "").length();
    return depth < DEEPEST ? name + what : name;
  }

  private static int width(Object value) {
    if (value instanceof Double || value instanceof Long) {
      return Long.BYTES;
    } else if (value instanceof Short || value instanceof Character) {
      return Short.BYTES;
    }
    return value instanceof Byte || value instanceof Boolean ? 1 : REFERENCE_BYTES;
  }

  @Override
  public void array(Elements elements) {
    current.bytes += (long) elements.length() * ElementTypes.bytes(elements.elementType());
  }

  @Override
  public void end() {}

  @Override
  public boolean isSatisfied() {
    return false;
  }
}
