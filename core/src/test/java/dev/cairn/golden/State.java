/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.golden;

import dev.cairn.Checkpointed;
import dev.cairn.Formerly;
import dev.cairn.golden.moved.Part;
import java.io.Serializable;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The program as it is now. What it was is in the resources, golden/evolution-1; what that has
 * written is golden/evolution-1.cairn.
 */
@Checkpointed
final class State {
  String text;
  double widenedToo;
  long widened;
  int unboxed;
  Integer boxed;

  @Formerly("named")
  int renamed;

  List<String> added;
  int first;
  Phase phase;
  Phase renamedPhase;
  Map<Phase, Integer> byPhase;
  Set<Phase> phases;
  Point point;
  Set<Point> points;
  Now former;
  Now[] formers;
  Part part;
  Node node;
  LinkedList<String> list;
  TreeMap<String, Object> map;
  Versioned versioned;

  /** A superclass that was not there. */
  static class Base {
    int more;
  }
}

enum Phase {
  COOLDOWN,
  ADDED,
  MEASURE,
  @Formerly("WARMUP")
  HEAT
}

record Point(long y, @Formerly("x") int left, double added) {}

final class Now extends State.Base {
  int inside;
}

final class Node {
  Object owner;
  Node next;
}

final class Versioned implements Serializable {
  private static final long serialVersionUID = 2L;
  int value;
}
