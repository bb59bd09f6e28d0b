/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import dev.cairn.testkit.Aftermath.Outcome;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;

/** Plays a trace step by step and makes the states after each step. */
final class CrashStateIterator implements Iterator<CrashState> {
  private final List<Operation> operations;
  private final List<PowerLossModel> models;
  private final long seed;
  private final int samples;
  private final Replay replay;
  private final Queue<CrashState> ready = new ArrayDeque<>();
  private int prefix;

  CrashStateIterator(Trace trace, List<PowerLossModel> models, long seed, int samples) {
    this.operations = trace.operations();
    this.models = models;
    this.seed = seed;
    this.samples = samples;
    this.replay = new Replay(trace.initial());
    addStates();
  }

  @Override
  public boolean hasNext() {
    while (ready.isEmpty() && prefix < operations.size()) {
      replay.apply(operations.get(prefix));
      prefix++;
      addStates();
    }
    return !ready.isEmpty();
  }

  @Override
  public CrashState next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.remove();
  }

  private void addStates() {
    Aftermath aftermath = new Aftermath(replay, prefix, seed, samples);
    List<String> marks = replay.marks();
    for (PowerLossModel model : models) {
      for (Outcome outcome : aftermath.outcomes(model)) {
        String description = description(model, outcome.variant());
        ready.add(new CrashState(prefix, model, description, marks, outcome.image()));
      }
    }
  }

  private String description(PowerLossModel model, String variant) {
    String when =
        prefix == 0
            ? "before the first operation"
            : "after operation " + prefix + " (" + operations.get(prefix - 1) + ")";
    return "power cut " + when + ", " + model + (variant.isEmpty() ? "" : ", " + variant);
  }
}
