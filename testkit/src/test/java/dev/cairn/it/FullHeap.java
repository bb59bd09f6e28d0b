/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import java.util.ArrayList;
import java.util.List;

/** A state that takes four fifths of the heap: of large arrays, or of objects. */
final class FullHeap {
  private static final int LARGE = 1 << 17;
  private static final int SMALL = 40;

  /** What an object with a small array and its place in the list take, at least. */
  private static final int BYTES_OF_ITEM = 16 + 16 + SMALL * Double.BYTES + 8;

  private FullHeap() {}

  static final class Item {
    final double[] values = new double[SMALL];
  }

  @Checkpointed
  static final class State {
    final List<Object> items = new ArrayList<>();
    long step;
  }

  /** Arguments: what it is made of, how many steps there are, after which one it is to halt. */
  public static void main(String[] arguments) {
    long steps = Long.parseLong(arguments[1]);
    long last = Long.parseLong(arguments[2]);
    try (Checkpoint<State> run = open(arguments[0])) {
      State state = run.state();
      System.out.println("start at " + state.step);
      if (state.items.isEmpty()) {
        fill(state, arguments[0].equals("arrays"));
      }
      while (state.step < steps && run.safepoint()) {
        state.step++;
        change(state, state.step);
        System.out.println("saved " + run.checkpointNow().isPresent());
        if (state.step == last) {
          Runtime.getRuntime().halt(1);
        }
      }
      System.out.println("sum " + sum(state));
      run.complete();
    }
  }

  /** A holder has all its arrays before it is resumed into. */
  private static Checkpoint<State> open(String what) {
    if (!what.equals("holder")) {
      return Checkpoint.resumeOrStart(State::new);
    }
    State holder = new State();
    fill(holder, true);
    return Checkpoint.configure().reuseArrays().resumeInto(holder);
  }

  private static void fill(State state, boolean arrays) {
    long wanted = Runtime.getRuntime().maxMemory() / 5 * 4;
    long count = wanted / (arrays ? (long) LARGE * Double.BYTES + 24 : BYTES_OF_ITEM);
    for (long i = 0; i < count; i++) {
      state.items.add(arrays ? new double[LARGE] : new Item());
    }
    long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    System.out.println("filled to " + 100 * used / Runtime.getRuntime().maxMemory() + " %");
  }

  private static void change(State state, long step) {
    for (int i = 0; i < state.items.size(); i++) {
      valuesOf(state.items.get(i))[i % SMALL] = step * 1000 + i;
    }
  }

  private static double[] valuesOf(Object item) {
    return item instanceof Item object ? object.values : (double[]) item;
  }

  private static double sum(State state) {
    double sum = 0;
    for (int i = 0; i < state.items.size(); i++) {
      sum += (i + 1) * valuesOf(state.items.get(i))[i % SMALL];
    }
    return sum;
  }
}
