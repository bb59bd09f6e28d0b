/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpointed;
import dev.cairn.UnsupportedStateException;
import dev.cairn.internal.capture.Comparisons;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A state that is captured again and again, as a program changes it in between. */
class RepeatedCaptureTest {
  /** Refers to nothing. */
  static final class Point {
    double x;
    final int id;

    Point(int id) {
      this.id = id;
    }
  }

  record Pair(int left, long right) {}

  record Named(String name, int[] few, Point point) {}

  /** Refers to lone objects, and to others of its kind. */
  static final class Inner {
    String text;
    Point point;
    Inner other;
    Named named;
    Object[] array;
  }

  static final class Outer {
    Inner inner;
    Outer back;
    long number;
  }

  static final class Node {
    int number;
    Node left;
    Node right;
    Point point;
    String text;
    int[] few;
    Object any;
    final List<Object> list = new ArrayList<>();
  }

  static final class State {
    final List<Node> nodes = new ArrayList<>();
    final Map<Long, Point> points = new HashMap<>();
    final List<String> texts = new ArrayList<>();
    final List<Outer> outers = new ArrayList<>();
    final List<Named> names = new ArrayList<>();
  }

  @Test
  void shouldCaptureAStateThatChangesAgainAndAgain() {
    compare(60);
  }

  @Test
  @Tag("long")
  void shouldCaptureAStateThatChangesForALongTime() {
    compare(5_000);
  }

  /** A warning is given a path by writing once more. */
  @Test
  void shouldMergeWhatIsSharedInACaptureThatWarns() {
    State state = new State();
    String shared = "shared ".trim();
    for (int i = 0; i < 3; i++) {
      Node node = new Node();
      node.text = shared;
      state.nodes.add(node);
    }
    KryoGraphCodec codec = MemoryGraph.codec();
    new MemoryGraph().write(codec, Map.of("main", state));
    state.nodes.get(2).any = Set.of(1, 2);
    MemoryGraph graph = new MemoryGraph();

    graph.write(codec, Map.of("main", state));

    assertThat(graph.image.remarks())
        .singleElement()
        .asString()
        .startsWith("State.nodes[].any: Set.of iterates");
    State copy = (State) graph.read();
    assertThat(copy.nodes.get(2).text).isSameAs(copy.nodes.get(0).text);
  }

  /** Only what is marked of it is state, so that nothing but a holder may be of this class. */
  static final class Partly {
    @Checkpointed int kept;
    int lost = 7;
  }

  @Test
  void shouldRefuseAPartlyMarkedObjectInLaterCapturesToo() {
    Partly holder = new Partly();
    List<Object> list = new ArrayList<>();
    ClassPolicy policy = MemoryGraph.policy();
    policy.grantHolder(Partly.class);
    KryoGraphCodec codec = new KryoGraphCodec(policy, getClass().getClassLoader());
    Map<String, Object> roots = new LinkedHashMap<>();
    roots.put("main", holder);
    roots.put("list", list);
    new MemoryGraph().write(codec, roots);
    list.add(new Partly());

    assertThatThrownBy(() -> new MemoryGraph().write(codec, roots))
        .isInstanceOf(UnsupportedStateException.class)
        .hasMessageContaining("its other fields would be lost");
  }

  @Test
  void shouldGoOnAfterACaptureThatWasRefusedOrNeverSettled() {
    State state = new State();
    Node node = new Node();
    state.nodes.add(node);
    KryoGraphCodec codec = MemoryGraph.codec();
    new MemoryGraph().write(codec, Map.of("main", state));
    codec.write(Map.of("main", state), new MemoryGraph());
    node.any = new Thread();
    assertThatThrownBy(() -> new MemoryGraph().write(codec, Map.of("main", state)))
        .isInstanceOf(UnsupportedStateException.class);
    node.any = node;
    MemoryGraph graph = new MemoryGraph();

    graph.write(codec, Map.of("main", state));

    Comparisons.compare(state, graph.read());
  }

  private static void compare(int runs) {
    long first = Long.getLong("cairn.graph.seed", System.nanoTime());
    System.out.println("seed of the states: -Dcairn.graph.seed=" + first);
    for (int i = 0; i < runs; i++) {
      new Program(first + i).run(10);
    }
    System.out.println("captures compared: " + runs * 10);
  }

  private static final class Program {
    private final long seed;
    private final Random random;
    private final State state = new State();
    private final KryoGraphCodec codec = MemoryGraph.codec();

    Program(long seed) {
      this.seed = seed;
      this.random = new Random(seed);
      int size = 1 + random.nextInt(300);
      for (int i = 0; i < size; i++) {
        state.nodes.add(node());
        state.points.put((long) i, new Point(i));
        state.texts.add("text " + i);
        state.outers.add(outer());
      }
    }

    void run(int captures) {
      for (int i = 0; i < captures; i++) {
        MemoryGraph graph = new MemoryGraph();
        graph.write(codec, Map.of("main", state));
        try {
          Comparisons.compare(state, graph.read());
        } catch (RuntimeException | Error e) {
          throw new AssertionError("state of seed " + seed + ", capture " + i, e);
        }
        change();
      }
    }

    private void change() {
      int changes = random.nextInt(5) == 0 ? 2 * state.nodes.size() : 1 + state.nodes.size() / 20;
      for (int i = 0; i < changes; i++) {
        changeOne();
      }
    }

    private void changeOne() {
      Node node = any();
      switch (random.nextInt(23)) {
        case 0 -> node.number++;
        case 1 -> node.left = any();
        case 2 -> node.right = node();
        case 3 -> node.point = any().point; // shared from now on
        case 4 -> node.point = new Point(random.nextInt());
        case 5 -> node.text = random.nextBoolean() ? any().text : "new " + random.nextInt();
        case 6 -> node.few = random.nextBoolean() ? any().few : new int[random.nextInt(60)];
        case 7 -> state.nodes.set(random.nextInt(state.nodes.size()), node); // now C,B,C
        case 8 -> state.nodes.add(random.nextInt(state.nodes.size()), node());
        case 9 -> state.nodes.remove(random.nextInt(Math.max(1, state.nodes.size() - 1)));
        case 10 -> state.points.put((long) random.nextInt(500), point());
        case 11 -> node.list.add(random.nextBoolean() ? point() : any());
        case 12 -> node.any = random.nextBoolean() ? new Pair(1, 2) : any().any;
        case 13 -> node.any = Set.of(1, random.nextInt(100) + 2); // a warning, once
        case 14 -> anyOuter().inner.array = anyOuter().inner.array;
        case 15 -> anyOuter().inner.array = new Object[] {anyOuter(), node.point, null, text()};
        case 16 -> anyOuter().inner.other = anyOuter().inner;
        case 17 -> anyOuter().back = anyOuter();
        case 18 -> anyOuter().inner = random.nextBoolean() ? anyOuter().inner : outer().inner;
        case 19 -> anyOuter().inner.named = random.nextBoolean() ? anyOuter().inner.named : named();
        case 20 -> state.names.add(random.nextBoolean() ? anyOuter().inner.named : named());
        case 21 -> state.outers.add(random.nextBoolean() ? anyOuter() : outer());
        default -> state.texts.add(text());
      }
      if (state.nodes.isEmpty()) {
        state.nodes.add(node());
      }
    }

    private Point point() {
      Point shared = state.nodes.isEmpty() ? null : any().point;
      return shared != null && random.nextBoolean() ? shared : new Point(random.nextInt());
    }

    private String text() {
      String shared = any().text;
      return shared != null && random.nextBoolean() ? shared : "t" + random.nextInt(10);
    }

    private Outer anyOuter() {
      return state.outers.get(random.nextInt(state.outers.size()));
    }

    private Outer outer() {
      Outer outer = new Outer();
      outer.number = random.nextLong();
      outer.inner = new Inner();
      outer.inner.text = "inner " + random.nextInt();
      outer.inner.point = new Point(random.nextInt());
      outer.inner.named = named();
      outer.inner.array = new Object[] {outer.inner.text, new int[] {1}};
      return outer;
    }

    private Named named() {
      return new Named("name " + random.nextInt(), new int[] {random.nextInt()}, point());
    }

    private Node any() {
      return state.nodes.get(random.nextInt(state.nodes.size()));
    }

    private Node node() {
      Node node = new Node();
      node.number = random.nextInt();
      node.point = new Point(node.number);
      node.text = "node " + random.nextInt(20);
      node.few = new int[] {1, 2, 3};
      return node;
    }
  }
}
