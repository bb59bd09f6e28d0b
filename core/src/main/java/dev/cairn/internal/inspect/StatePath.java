/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A way into the state: {@code main.walkers[3].position}, {@code main.names{alpha}}. The name of a
 * root first; where there is no such root, the way begins in the main one. Immutable.
 */
public final class StatePath {
  private static final String MAIN = "main";
  private static final Pattern STEP =
      Pattern.compile("\\.?([^.\\[\\]{}]+)|\\[(\\d+)]|\\{([^{}]*)}");

  /** How many elements are read to come to one of them. */
  private static final int MOST_ELEMENTS = 5_000_000;

  private sealed interface Step {
    record Named(String name) implements Step {}

    record Indexed(int index) implements Step {}

    record Keyed(String key) implements Step {}
  }

  /**
   * What was found.
   *
   * @param path the way, with the name of the root
   * @param value null, a boxed primitive, or a {@link GraphVisitor.Reference}
   */
  public record Found(String path, Object value) {}

  private final String text;
  private final List<Step> steps;

  private StatePath(String text, List<Step> steps) {
    this.text = text;
    this.steps = List.copyOf(steps);
  }

  /**
   * Reads a way.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static StatePath parse(String text) {
    List<Step> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "\""
                + text
                + "\" is no path: \""
                + text.substring(at)
                + "\" is not understood; expected one such as sim.walkers[3].position or names{alpha}");
      }
      if (matcher.group(1) != null) {
        steps.add(new Step.Named(matcher.group(1)));
      } else if (matcher.group(2) != null) {
        steps.add(new Step.Indexed(Integer.parseInt(matcher.group(2))));
      } else {
        steps.add(new Step.Keyed(matcher.group(3)));
      }
      at = matcher.end();
    }
    return new StatePath(text, steps);
  }

  /**
   * Follows it.
   *
   * @throws IllegalArgumentException if it leads nowhere, or the state is in the parts of several
   *     ranks; says what there is instead
   */
  public Found in(CheckpointView view) throws IOException {
    view.requireAlone();
    Map<String, Long> roots = view.manifest().graph().roots();
    int first = 0;
    String root = MAIN;
    if (!steps.isEmpty()
        && steps.get(0) instanceof Step.Named named
        && roots.containsKey(named.name())) {
      root = named.name();
      first = 1;
    }
    if (!roots.containsKey(root)) {
      throw new IllegalArgumentException(
          view.path()
              + " has no root of the name that \""
              + text
              + "\" begins with; it has "
              + roots.keySet());
    }
    Object at = new GraphVisitor.Reference(roots.get(root));
    StringBuilder path = new StringBuilder(root);
    for (Step step : steps.subList(first, steps.size())) {
      at = follow(view, at, step, path);
    }
    return new Found(path.toString(), at);
  }

  private Object follow(CheckpointView view, Object at, Step step, StringBuilder path)
      throws IOException {
    if (!(at instanceof GraphVisitor.Reference reference)) {
      throw new IllegalArgumentException(
          path
              + " is "
              + at
              + (at == null ? "" : ", a " + at.getClass().getSimpleName())
              + ": nothing is in it");
    }
    boolean all = !(step instanceof Step.Named);
    StoredObject object =
        StoredObjects.read(view, List.of(reference.number()), all ? MOST_ELEMENTS : 0)
            .get(reference.number());
    if (step instanceof Step.Named named) {
      StoredObject.Field field =
          object.field(named.name()).orElseThrow(() -> noField(object, named.name(), path));
      path.append('.').append(named.name());
      return field.value();
    } else if (step instanceof Step.Indexed indexed) {
      Object element =
          object.array().isPresent()
              ? view.pieces(object.array().get()).element(indexed.index(), path)
              : element(object, indexed.index(), path);
      path.append('[').append(indexed.index()).append(']');
      return element;
    }
    String key = ((Step.Keyed) step).key();
    Object value = value(view, object, key, path);
    path.append('{').append(key).append('}');
    return value;
  }

  private static IllegalArgumentException noField(
      StoredObject object, String name, CharSequence path) {
    List<String> names = object.fields().stream().map(StoredObject.Field::name).toList();
    return new IllegalArgumentException(
        path
            + " is a "
            + object.type().name()
            + " and has no field \""
            + name
            + "\"; "
            + (names.isEmpty() ? "it has none" : "it has " + names)
            + (object.count() > 0 ? ", and " + object.count() + " elements: [0] or {key}" : ""));
  }

  private static Object element(StoredObject object, int index, CharSequence path) {
    if (index >= object.elements().size()) {
      throw new IllegalArgumentException(
          path
              + " is a "
              + object.type().name()
              + " of "
              + object.count()
              + " elements; ["
              + index
              + "] is not among them");
    }
    return object.elements().get(index);
  }

  private static Object value(
      CheckpointView view, StoredObject object, String key, CharSequence path) throws IOException {
    Collection<Long> keys =
        object.entries().stream()
            .map(StoredObject.Entry::key)
            .filter(GraphVisitor.Reference.class::isInstance)
            .map(found -> ((GraphVisitor.Reference) found).number())
            .toList();
    Map<Long, StoredObject> objects = StoredObjects.read(view, keys, 0);
    Optional<StoredObject.Entry> found =
        object.entries().stream().filter(entry -> isKey(entry.key(), key, objects)).findFirst();
    return found
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    path
                        + " is a "
                        + object.type().name()
                        + " of "
                        + object.entries().size()
                        + " entries, and none has the key \""
                        + key
                        + "\""))
        .value();
  }

  private static boolean isKey(Object key, String wanted, Map<Long, StoredObject> objects) {
    Object plain =
        key instanceof GraphVisitor.Reference reference
            ? objects.get(reference.number()).plain().orElse(null)
            : key;
    return plain != null && plain.toString().equals(wanted);
  }

  @Override
  public String toString() {
    return text;
  }
}
