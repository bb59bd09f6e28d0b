/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;

/** A state of about a million objects that changes as a program changes it. */
abstract class GraphCase {
  static final int COUNT = 1_000_000;
  private static final int ONE_PERCENT = COUNT / 100;

  final Random random = new Random(42);
  private final String name;

  GraphCase(String name) {
    this.name = name;
  }

  final String name() {
    return name;
  }

  abstract Object root();

  /** Makes all of it anew. */
  abstract void renew();

  abstract void changeOne();

  /** Removes half a percent and inserts as many others, anywhere. */
  abstract void replaceOnePercent();

  /** The same content by a loop that knows the classes. */
  abstract void writeByHand(Output output);

  /** False where plain Kryo would not end. */
  boolean isTree() {
    return true;
  }

  final void changeOnePercent() {
    for (int i = 0; i < ONE_PERCENT; i++) {
      changeOne();
    }
  }

  /** A list without some elements, and with others between. */
  final <T> List<T> replaced(List<T> list, Supplier<T> fresh) {
    List<T> result = new ArrayList<>(list.size());
    for (T element : list) {
      int draw = random.nextInt(2 * COUNT / ONE_PERCENT);
      if (draw == 0) {
        result.add(fresh.get());
      }
      if (draw != 1) {
        result.add(element);
      }
    }
    return result;
  }

  static List<GraphCase> all() {
    return List.of(new Points(), new Strings(), new Nodes(), new Mesh());
  }

  static final class Point {
    double x;
    double y;

    Point(double x, double y) {
      this.x = x;
      this.y = y;
    }
  }

  /** Case (b) of the facts: HashMap of Long to Point. */
  private static final class Points extends GraphCase {
    private Map<Long, Point> map;
    private long next;

    Points() {
      super("b  HashMap<Long, Point>");
    }

    @Override
    Object root() {
      return map;
    }

    @Override
    void renew() {
      map = new HashMap<>();
      for (next = 0; next < COUNT; next++) {
        map.put(next, new Point(next, -next));
      }
    }

    @Override
    void changeOne() {
      Point point = map.get(next - 1 - random.nextInt(COUNT / 2));
      if (point != null) {
        point.x++;
      }
    }

    @Override
    void replaceOnePercent() {
      for (int i = 0; i < ONE_PERCENT / 2; i++) {
        map.remove(next - 1 - random.nextInt(COUNT));
        map.put(next, new Point(next, 0));
        next++;
      }
    }

    @Override
    void writeByHand(Output output) {
      output.writeInt(map.size());
      for (Map.Entry<Long, Point> entry : map.entrySet()) {
        output.writeLong(entry.getKey());
        output.writeDouble(entry.getValue().x);
        output.writeDouble(entry.getValue().y);
      }
    }
  }

  /** Case (d): ArrayList of Strings. */
  private static final class Strings extends GraphCase {
    private List<String> list;

    Strings() {
      super("d  ArrayList<String>");
    }

    @Override
    Object root() {
      return list;
    }

    @Override
    void renew() {
      list = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        list.add("string number " + i);
      }
    }

    @Override
    void changeOne() {
      list.set(random.nextInt(list.size()), "changed " + random.nextInt());
    }

    @Override
    void replaceOnePercent() {
      list = replaced(list, () -> "new " + random.nextInt());
    }

    @Override
    void writeByHand(Output output) {
      output.writeInt(list.size());
      for (String text : list) {
        output.writeString(text);
      }
    }
  }

  static final class Node {
    int id;
    double weight;
    int[] neighbours;

    Node(int id, int[] neighbours) {
      this.id = id;
      this.neighbours = neighbours;
    }
  }

  /** Case (e): nodes that name their neighbours by number. */
  private static final class Nodes extends GraphCase {
    private List<Node> nodes;

    Nodes() {
      super("e  ArrayList<Node>, int[] ids");
    }

    @Override
    Object root() {
      return nodes;
    }

    @Override
    void renew() {
      nodes = new ArrayList<>();
      for (int i = 0; i < COUNT; i++) {
        nodes.add(newNode(i));
      }
    }

    private Node newNode(int id) {
      int[] ids = new int[8];
      for (int k = 0; k < ids.length; k++) {
        ids[k] = (id + k * k) % COUNT;
      }
      return new Node(id, ids);
    }

    @Override
    void changeOne() {
      nodes.get(random.nextInt(nodes.size())).weight++;
    }

    @Override
    void replaceOnePercent() {
      nodes = replaced(nodes, () -> newNode(random.nextInt(COUNT)));
    }

    @Override
    void writeByHand(Output output) {
      output.writeInt(nodes.size());
      for (Node node : nodes) {
        output.writeInt(node.id);
        output.writeDouble(node.weight);
        output.writeInt(node.neighbours.length);
        output.writeInts(node.neighbours, 0, node.neighbours.length);
      }
    }
  }

  static final class Cell {
    int id;
    double value;
    Cell[] neighbours = new Cell[8];

    Cell(int id) {
      this.id = id;
    }
  }

  /** A torus of cells with eight neighbours each, linked by references. */
  private static final class Mesh extends GraphCase {
    private static final int SIDE = 1000;

    private Cell[][] cells;

    Mesh() {
      super("m  mesh, 8 neighbours linked");
    }

    @Override
    boolean isTree() {
      return false;
    }

    @Override
    Object root() {
      return cells;
    }

    @Override
    void renew() {
      cells = new Cell[SIDE][SIDE];
      for (int i = 0; i < COUNT; i++) {
        cells[i / SIDE][i % SIDE] = new Cell(i);
      }
      for (int i = 0; i < COUNT; i++) {
        link(i / SIDE, i % SIDE);
      }
    }

    private Cell at(int row, int column) {
      return cells[(row + SIDE) % SIDE][(column + SIDE) % SIDE];
    }

    private void link(int row, int column) {
      int next = 0;
      for (int dr = -1; dr <= 1; dr++) {
        for (int dc = -1; dc <= 1; dc++) {
          if (dr != 0 || dc != 0) {
            at(row, column).neighbours[next++] = at(row + dr, column + dc);
          }
        }
      }
    }

    @Override
    void changeOne() {
      at(random.nextInt(SIDE), random.nextInt(SIDE)).value++;
    }

    @Override
    void replaceOnePercent() {
      for (int i = 0; i < ONE_PERCENT; i++) {
        replaceOne();
      }
    }

    private void replaceOne() {
      int row = random.nextInt(SIDE);
      int column = random.nextInt(SIDE);
      cells[row][column] = new Cell(random.nextInt());
      for (int dr = -1; dr <= 1; dr++) {
        for (int dc = -1; dc <= 1; dc++) {
          link(Math.floorMod(row + dr, SIDE), Math.floorMod(column + dc, SIDE));
        }
      }
    }

    @Override
    void writeByHand(Output output) {
      for (Cell[] row : cells) {
        for (Cell cell : row) {
          output.writeInt(cell.id);
          output.writeDouble(cell.value);
          for (Cell neighbour : cell.neighbours) {
            output.writeInt(neighbour.id);
          }
        }
      }
    }
  }
}
