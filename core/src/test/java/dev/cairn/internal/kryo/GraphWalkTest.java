/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.format.TypeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is stored can be shown with none of the program's classes. */
class GraphWalkTest {
  /** Takes down what it is shown, a line for each. */
  private static class Lines implements GraphVisitor {
    final List<String> lines = new ArrayList<>();
    long objects;

    void line(String text) {
      lines.add(text);
    }

    private static String text(Object value) {
      return value instanceof Reference reference ? "#" + reference.number() : "" + value;
    }

    @Override
    public void begin(long number, TypeEntry type) {
      objects++;
      line("#" + number + " " + type.name().replaceFirst(".*[.$]", ""));
    }

    @Override
    public void plain(Object value) {
      line("= " + value);
    }

    @Override
    public void field(String name, Object value) {
      line("." + name + " " + text(value));
    }

    @Override
    public void elements(int count) {
      line("count " + count);
    }

    @Override
    public void element(int index, Object value) {
      line("[" + index + "] " + text(value));
    }

    @Override
    public void entry(int index, Object key, Object value) {
      line("{" + text(key) + "} " + text(value));
    }

    @Override
    public void array(Elements elements) {
      line(elements.elementType() + "[" + elements.length() + "] in " + elements.section());
    }

    @Override
    public void end() {}

    @Override
    public boolean isSatisfied() {
      return false;
    }
  }

  /** Counts, and keeps nothing. */
  private static final class Counting extends Lines {
    @Override
    void line(String text) {}
  }

  private static Lines walk(MemoryGraph graph) {
    Lines lines = new Lines();
    walk(graph, lines);
    return lines;
  }

  private static void walk(MemoryGraph graph, Lines lines) {
    try {
      GraphWalk.walk(graph.source(), 4, lines);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Shows all of a graph to nobody, to the last byte. */
  static void walkWhole(MemoryGraph graph) {
    Lines counting = new Counting();
    walk(graph, counting);
    assertThat(counting.objects).isEqualTo(graph.image.objects());
  }

  static final class Node {
    int value = 7;
    final double[] large = new double[1000];
    final short[] small = {1, 2};
    Node next;
    final Map<String, Object> names = new LinkedHashMap<>(Map.of("one", 1L));
  }

  static final class Tour extends ArrayList<String> {
    private static final long serialVersionUID = 1L;
    int length = 3;
  }

  static final class Counts extends LinkedHashMap<String, Integer> {
    private static final long serialVersionUID = 1L;
    String unit = "m";
  }

  @Test
  void shouldShowFieldsArraysAndEntries() {
    Node node = new Node();
    node.next = node;
    assertThat(walk(MemoryGraph.of(node)).lines)
        .contains("#0 Node", ".value 7", ".next #0", "double[1000] in 4", "short[2] in -1")
        .contains("= one")
        .anySatisfy(line -> assertThat(line).matches("\\{#\\d+} 1"));
  }

  @Test
  void shouldShowCollectionsThatTheProgramExtends() {
    Tour tour = new Tour();
    tour.add("Leeds");
    Counts counts = new Counts();
    counts.put("a", 5);
    assertThat(walk(MemoryGraph.of(new Object[] {tour, counts})).lines)
        .contains("#1 Tour", ".length 3", "[0] #3", "= Leeds")
        .contains("#2 Counts")
        .anySatisfy(line -> assertThat(line).matches("\\{#\\d+} 5"));
  }

  @Test
  void shouldSayWhatCannotBeTold() {
    Tour tour = new Tour();
    MemoryGraph graph = MemoryGraph.of(tour);
    graph.image =
        new dev.cairn.internal.capture.GraphImage(
            graph.image.objects(),
            graph.image.outOfLineBytes(),
            graph.image.roots(),
            graph.image.types().stream()
                .map(type -> new TypeEntry(type.name(), type.how(), type.version(), type.fields()))
                .toList(),
            List.of());
    assertThatThrownBy(() -> walk(graph))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining(Tour.class.getName())
        .hasMessageContaining("Checkpoint.open(path)");
  }

  @Test
  void shouldKnowEveryTypeOfTheJdkThatCanBeSaved() {
    assertThat(StoredLayout.platformTypes()).containsAll(TypeCodecs.platformTypes());
  }

  @Test
  void shouldWalkEveryByteOfRandomGraphs() {
    long first = Long.getLong("cairn.graph.seed", System.nanoTime());
    System.out.println("seed of the graphs: -Dcairn.graph.seed=" + first);
    Random random = new Random(first);
    for (int i = 0; i < 1000; i++) {
      long seed = random.nextLong();
      try {
        MemoryGraph graph = MemoryGraph.of(new RandomGraph(seed).make());
        walkWhole(graph);
        Map<String, Object> roots = Map.of("main", new RandomGraph(seed).make());
        walk(MemoryGraph.again(MemoryGraph.codec(), roots), new Counting());
      } catch (RuntimeException | Error e) {
        throw new AssertionError("graph of seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}
