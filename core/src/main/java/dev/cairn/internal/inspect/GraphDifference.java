/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * Which fields and which elements differ between two checkpoints: both graphs are followed side by
 * side from their roots. Changes of one field in many objects are one change with a count.
 *
 * <p>Used by one thread, once. Both graphs, without their large arrays, are in memory meanwhile.
 */
public final class GraphDifference {
  /**
   * A change.
   *
   * @param path the field, with {@code [*]} and {@code {*}} for elements and entries
   * @param times in how many places
   * @param example the first of them, where there are several
   * @param what how it differs in that place
   */
  public record Change(String path, long times, String example, String what) {}

  private static final int MOST_ELEMENTS = 50_000_000;

  /** What an object takes in memory here, more or less. */
  private static final long BYTES_PER_OBJECT = 400;

  private record Pair(long one, long other, String path) {}

  private static final class Sum {
    private final String example;
    private final String what;
    private long times;

    Sum(String example, String what) {
      this.example = example;
      this.what = what;
    }
  }

  private final CheckpointView one;
  private final CheckpointView other;
  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private final ArrayDeque<Pair> queue = new ArrayDeque<>();
  private final Set<Long> seen = new HashSet<>();
  private Map<Long, StoredObject> ones = Map.of();
  private Map<Long, StoredObject> others = Map.of();

  private GraphDifference(CheckpointView one, CheckpointView other) {
    this.one = one;
    this.other = other;
  }

  /**
   * Compares.
   *
   * @param one a checkpoint
   * @param other another, mostly a later one
   * @return the changes, in the order in which the graph meets them
   * @throws IllegalArgumentException if the graphs are too large for the memory there is, or in the
   *     parts of several ranks
   */
  public static List<Change> of(CheckpointView one, CheckpointView other) throws IOException {
    one.requireAlone();
    other.requireAlone();
    long objects = one.manifest().graph().objects() + other.manifest().graph().objects();
    if (objects * BYTES_PER_OBJECT > Runtime.getRuntime().maxMemory()) {
      throw new IllegalArgumentException(
          String.format(
              "the two have %,d objects together, for which %,d MiB of memory are too little; give more with "
                  + "CAIRN_JAVA_OPTIONS=-Xmx%dm",
              objects,
              Runtime.getRuntime().maxMemory() >> 20,
              ((objects * BYTES_PER_OBJECT) >> 20) + 256));
    }
    GraphDifference difference = new GraphDifference(one, other);
    difference.run();
    List<Change> changes = new ArrayList<>();
    difference.sums.forEach(
        (path, sum) -> changes.add(new Change(path, sum.times, sum.example, sum.what)));
    return changes;
  }

  private static Map<Long, StoredObject> all(CheckpointView view) throws IOException {
    Collection<Long> numbers =
        LongStream.range(0, view.manifest().graph().objects()).boxed().toList();
    return StoredObjects.read(view, numbers, MOST_ELEMENTS);
  }

  private void run() throws IOException {
    ones = all(one);
    others = all(other);
    Map<String, Long> oneRoots = one.manifest().graph().roots();
    Map<String, Long> otherRoots = other.manifest().graph().roots();
    oneRoots.forEach(
        (name, number) -> {
          Long there = otherRoots.get(name);
          if (there == null) {
            changed(name, "the root is gone");
          } else {
            queue.add(new Pair(number, there, name));
          }
        });
    otherRoots.keySet().stream()
        .filter(name -> !oneRoots.containsKey(name))
        .forEach(name -> changed(name, "the root is new"));
    while (!queue.isEmpty()) {
      Pair pair = queue.remove();
      if (seen.add(pair.one())) {
        compare(ones.get(pair.one()), others.get(pair.other()), pair.path());
      }
    }
  }

  private void compare(StoredObject before, StoredObject after, String path) throws IOException {
    if (!before.type().name().equals(after.type().name())) {
      changed(path, "was a " + before.type().name() + ", is a " + after.type().name());
      return;
    }
    if (!samePlain(before.plain(), after.plain())) {
      changed(
          path, shown(before.plain().orElse(null)) + " -> " + shown(after.plain().orElse(null)));
    }
    for (StoredObject.Field field : before.fields()) {
      Optional<StoredObject.Field> now = after.field(field.name());
      if (now.isEmpty()) {
        changed(path + "." + field.name(), "the field is gone");
      } else {
        compareValues(field.value(), now.get().value(), path + "." + field.name());
      }
    }
    for (StoredObject.Field field : after.fields()) {
      if (before.field(field.name()).isEmpty()) {
        changed(path + "." + field.name(), "the field is new");
      }
    }
    compareContents(before, after, path);
    if (before.array().isPresent() && after.array().isPresent()) {
      compareArrays(before.array().get(), after.array().get(), path);
    }
  }

  /** Locks and the like are values that do not equal themselves: their class says all. */
  private static boolean samePlain(Optional<Object> before, Optional<Object> after) {
    return before.equals(after)
        || (before.isPresent()
            && after.isPresent()
            && shown(before.get()).equals(shown(after.get())));
  }

  private void compareContents(StoredObject before, StoredObject after, String path) {
    if (before.count() != after.count()) {
      changed(path, before.count() + " -> " + after.count() + " elements");
    }
    for (int i = 0; i < Math.min(before.elements().size(), after.elements().size()); i++) {
      compareValues(before.elements().get(i), after.elements().get(i), path + "[" + i + "]");
    }
    if (before.entries().isEmpty() || after.entries().isEmpty()) {
      return;
    }
    Map<String, Object> now = new HashMap<>();
    after.entries().forEach(entry -> now.put(key(entry.key(), others), entry.value()));
    for (StoredObject.Entry entry : before.entries()) {
      String key = key(entry.key(), ones);
      String at = path + "{" + key + "}";
      if (now.containsKey(key)) {
        compareValues(entry.value(), now.get(key), at);
      } else {
        changed(at, "the entry is gone");
      }
    }
  }

  /** Keys of the program's own classes are told apart by their numbers alone. */
  private static String key(Object key, Map<Long, StoredObject> objects) {
    if (key instanceof GraphVisitor.Reference reference) {
      StoredObject object = objects.get(reference.number());
      return object.plain().map(Object::toString).orElse("#" + reference.number());
    }
    return String.valueOf(key);
  }

  private void compareValues(Object before, Object after, String path) {
    if (before instanceof GraphVisitor.Reference reference
        && after instanceof GraphVisitor.Reference now) {
      queue.add(new Pair(reference.number(), now.number(), path));
    } else if (!Objects.equals(before, after)) {
      changed(path, shown(before) + " -> " + shown(after));
    }
  }

  private void compareArrays(GraphVisitor.Elements before, GraphVisitor.Elements after, String path)
      throws IOException {
    if (before.length() != after.length()) {
      changed(path, "length " + before.length() + " -> " + after.length());
    }
    ArrayDifference difference = ArrayDifference.of(one, before, other, after);
    if (difference.changed() > 0) {
      changed(path, describe(difference, before.length()));
    }
  }

  private static String describe(ArrayDifference difference, long length) {
    StringBuilder text = new StringBuilder();
    text.append(difference.changed()).append(" of ").append(length).append(" elements, ");
    List<ArrayDifference.Range> ranges = difference.ranges();
    for (int i = 0; i < Math.min(3, ranges.size()); i++) {
      ArrayDifference.Range range = ranges.get(i);
      text.append(i == 0 ? "in [" : ", [").append(range.from());
      text.append(range.to() == range.from() + 1 ? "]" : ".." + (range.to() - 1) + "]");
    }
    if (ranges.size() > 3) {
      text.append(" up to [").append(ranges.get(ranges.size() - 1).to() - 1).append(']');
    }
    if (difference.largest() > 0) {
      text.append(", by at most ").append(difference.largest());
    }
    return text.toString();
  }

  private static String shown(Object value) {
    if (value instanceof GraphVisitor.Reference) {
      return "an object";
    }
    return StoredValues.shown(value);
  }

  private void changed(String path, String what) {
    String pattern = path.replaceAll("\\[\\d+]", "[*]").replaceAll("\\{[^{}]*}", "{*}");
    sums.computeIfAbsent(pattern, key -> new Sum(path, what)).times++;
  }
}
