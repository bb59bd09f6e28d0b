/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.kryo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldRanksTest {
  static class Point {
    double x;
    double y;
  }

  static class Named {
    String name;
    int[] few;
  }

  static class Agent extends Named {
    Point place;
    Named[] known;
    transient Agent self;
  }

  static class Link {
    Link next;
    int value;
  }

  record Both(Agent agent, Map<String, Agent> agents) {}

  static class Left {
    Right right;
  }

  static class Right {
    Left left;
  }

  @Test
  void shouldBeOneMoreThanThatOfTheDeepestField() {
    assertThat(FieldRanks.of(Point.class)).isZero();
    assertThat(FieldRanks.of(Named.class)).isEqualTo(1);
    assertThat(FieldRanks.of(Named[].class)).isEqualTo(2);
    assertThat(FieldRanks.of(Agent.class)).isEqualTo(3);
    assertThat(FieldRanks.of(Both.class)).isEqualTo(4);
    assertThat(FieldRanks.of(Object[].class)).isEqualTo(1);
  }

  @Test
  void shouldEndWhereAClassIsWithinItself() {
    assertThat(FieldRanks.of(Link.class)).isEqualTo(1);
    assertThat(FieldRanks.of(Link[].class)).isEqualTo(2);
    assertThat(FieldRanks.of(Left.class)).isEqualTo(2);
    assertThat(FieldRanks.of(Right.class)).isEqualTo(2);
  }

  /** A circle of lone objects comes to an end, whichever is met first. */
  @Test
  void shouldEndForACircleOfObjects() {
    Left left = new Left();
    left.right = new Right();
    left.right.left = left;

    List<Left> copy = MemoryGraph.secondRoundTrip(new java.util.ArrayList<>(List.of(left)));

    assertThat(copy.get(0).right.left).isSameAs(copy.get(0));
  }
}
