/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpointed;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The states that are saved in several ways, each able to change a little. */
final class PeerStates {
  private static final int ROW = 16 << 10;
  private static final int OBJECTS = 1_000_000;
  private static final int NEIGHBOURS = 8;

  private PeerStates() {}

  /** A state that goes on. */
  abstract static class State implements Serializable {
    private static final long serialVersionUID = 1L;

    final Random random = new Random(11);
    long step;

    abstract void change();
  }

  /** All classes, for whom they must be known beforehand, always in this order. */
  static List<Class<?>> classes() {
    return List.of(
        Rows.class,
        Points.class,
        Point.class,
        Mesh.class,
        Node.class,
        Node[].class,
        Spins.class,
        Counts.class);
  }

  static State of(String name) {
    return switch (name) {
      case "rows" -> new Rows(8192);
      case "map" -> new Points();
      case "mesh" -> new Mesh();
      case "ising" -> new Spins(16 << 10);
      case "kmers" -> new Counts(24);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** 1 GiB of random numbers in rows of 128 KiB, of which one in a hundred changes. */
  @Checkpointed
  static final class Rows extends State {
    private static final long serialVersionUID = 1L;

    final double[][] rows;

    Rows(int count) {
      rows = new double[count][ROW];
      for (double[] row : rows) {
        for (int i = 0; i < ROW; i++) {
          row[i] = random.nextDouble();
        }
      }
    }

    @Override
    void change() {
      step++;
      for (int i = 0; i < rows.length / 100; i++) {
        rows[random.nextInt(rows.length)][random.nextInt(ROW)] = random.nextDouble();
      }
    }
  }

  static final class Point implements Serializable {
    private static final long serialVersionUID = 1L;

    double x;
    double y;
  }

  /** A HashMap of a million points, of which one in a hundred changes. */
  @Checkpointed
  static final class Points extends State {
    private static final long serialVersionUID = 1L;

    final Map<Long, Point> map = new HashMap<>();

    Points() {
      for (long i = 0; i < OBJECTS; i++) {
        Point point = new Point();
        point.x = random.nextDouble();
        map.put(i, point);
      }
    }

    @Override
    void change() {
      step++;
      for (int i = 0; i < OBJECTS / 100; i++) {
        map.get((long) random.nextInt(OBJECTS)).y = random.nextDouble();
      }
    }
  }

  static final class Node implements Serializable {
    private static final long serialVersionUID = 1L;

    final Node[] neighbours = new Node[NEIGHBOURS];
    double value;
  }

  /** A million nodes, each linked with eight others. */
  @Checkpointed
  static final class Mesh extends State {
    private static final long serialVersionUID = 1L;

    final Node[] nodes = new Node[OBJECTS];

    Mesh() {
      for (int i = 0; i < OBJECTS; i++) {
        nodes[i] = new Node();
        nodes[i].value = random.nextDouble();
      }
      for (int i = 0; i < OBJECTS; i++) {
        for (int k = 0; k < NEIGHBOURS; k++) {
          nodes[i].neighbours[k] = nodes[(i + (k + 1) * (k % 2 == 0 ? 1 : OBJECTS - 1)) % OBJECTS];
        }
      }
    }

    @Override
    void change() {
      step++;
      for (int i = 0; i < OBJECTS / 100; i++) {
        nodes[random.nextInt(OBJECTS)].value = random.nextDouble();
      }
    }
  }

  /** An Ising model, a byte a spin, of which one in a hundred rows changes. */
  @Checkpointed
  static final class Spins extends State {
    private static final long serialVersionUID = 1L;

    final byte[][] spins;

    Spins(int side) {
      spins = new byte[side][side];
      for (byte[] row : spins) {
        for (int i = 0; i < side; i++) {
          row[i] = (byte) (random.nextBoolean() ? 1 : -1);
        }
      }
    }

    @Override
    void change() {
      step++;
      for (int i = 0; i < spins.length / 100; i++) {
        byte[] row = spins[random.nextInt(spins.length)];
        int at = random.nextInt(row.length);
        row[at] = (byte) -row[at];
      }
    }
  }

  /** A table of k-mers by open addressing, half full: keys and how often each was seen. */
  @Checkpointed
  static final class Counts extends State {
    private static final long serialVersionUID = 1L;

    final long[] keys;
    final int[] counts;

    Counts(int bits) {
      keys = new long[1 << bits];
      counts = new int[1 << bits];
      for (int i = 0; i < keys.length / 2; i++) {
        count(random.nextLong() >>> 2 | 1);
      }
    }

    private void count(long key) {
      int mask = keys.length - 1;
      int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
      while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & mask;
      }
      keys[slot] = key;
      counts[slot]++;
    }

    @Override
    void change() {
      step++;
      for (int i = 0; i < 1000; i++) {
        counts[random.nextInt(counts.length / 100)]++;
      }
    }
  }
}
