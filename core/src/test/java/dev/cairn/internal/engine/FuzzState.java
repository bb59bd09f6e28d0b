/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Checkpointed;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A little of everything that can be saved: what the seeds of the fuzzer hold. */
@Checkpointed
final class FuzzState {
  enum Colour {
    RED,
    GREEN {
      @Override
      int weight() {
        return 2;
      }
    };

    int weight() {
      return 1;
    }
  }

  record Point(int x, double y, String name) {}

  static class Node {
    Node next;
    Object value;
  }

  static final class NamedNode extends Node {
    String name;
  }

  private final Map<Object, Object> map = new HashMap<>();
  private final Map<Long, Point> points = new TreeMap<>();
  private final Map<Colour, List<Integer>> colours = new EnumMap<>(Colour.class);
  private final List<Object> list = new ArrayList<>();
  private final double[] large = new double[1024];
  private final byte[] blocks = new byte[4096];

  private final Random random = new Random(7);
  private final Node ring = new NamedNode();

  FuzzState() {
    ring.next = new Node();
    ring.next.next = ring;
    ring.next.value = new int[][] {{1, 2}, {}, {3}};
    ((NamedNode) ring).name = "ring";
    for (int i = 0; i < 20; i++) {
      map.put("key " + i, i);
      map.put(i, new StringBuilder("value " + i));
      points.put((long) i * i, new Point(i, i / 3.0, "p" + i));
      large[i * 7] = i;
    }
    colours.put(Colour.GREEN, List.of(1, 2, 3));
    list.addAll(List.of(new AtomicLong(4), new BitSet(9), BigInteger.TEN.pow(30), Instant.EPOCH));
    list.addAll(List.of(Duration.ofHours(1), Colour.RED, ring, 'c', 1.5f));
    list.add(new ConcurrentHashMap<>(Map.of("a", 1)));
    list.add(new LinkedHashMap<>(Map.of("b", 2)));
    list.add(new ArrayDeque<>(List.of(5, 6)));
    list.add(new PriorityQueue<>(List.of(9, 8, 7)));
    list.add(new Object[] {null, "x", new long[] {1L}, new Point[2]});
    list.add(Map.of("only", List.of()));
  }
}
