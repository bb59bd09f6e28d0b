/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The images that a power cut may leave at one point of a replay. */
final class Aftermath {
  private final Replay replay;
  private final NameHistory names;
  private final int prefix;
  private final long seed;
  private final int samples;

  Aftermath(Replay replay, int prefix, long seed, int samples) {
    this.replay = replay;
    this.names = replay.names();
    this.prefix = prefix;
    this.seed = seed;
    this.samples = samples;
  }

  /** An image, and what sets it apart from others of the same model; empty if there are none. */
  record Outcome(String variant, DiskImage image) {}

  List<Outcome> outcomes(PowerLossModel model) {
    return switch (model) {
      case NOTHING_LOST -> List.of(outcome("", names.current(), FileHistory::current));
      case UNSYNCED_LOST -> List.of(outcome("", names.durable(), FileHistory::durable));
      case ENTRIES_LOST -> List.of(outcome("", names.durable(), FileHistory::current));
      case RENAME_BEFORE_DATA ->
          List.of(
              outcome("data missing", names.current(), FileHistory::durable),
              outcome("data zero", names.current(), FileHistory::zeroFilled));
      case RANDOM, REORDERED -> random(model);
    };
  }

  private Outcome outcome(
      String variant, FolderTable table, Function<FileHistory, Content> content) {
    return new Outcome(variant, replay.image(table, content));
  }

  private List<Outcome> random(PowerLossModel model) {
    List<Outcome> outcomes = new ArrayList<>();
    // The dice have nothing to decide where nothing is pending.
    int wanted = replay.isAnythingPending() ? samples : 1;
    for (int sample = 0; sample < wanted; sample++) {
      // Independent of which other models are asked for, so that a failure can be repeated.
      long mixed = ((seed * 31 + prefix) * 31 + model.name().hashCode()) * 1_000_003 + sample;
      Survival survival = new Survival(mixed);
      FolderTable table =
          model == PowerLossModel.RANDOM ? namesInOrder(survival) : namesOutOfOrder(survival);
      outcomes.add(outcome("sample " + sample, table, history -> history.partly(survival)));
    }
    return outcomes;
  }

  private FolderTable namesInOrder(Survival survival) {
    Map<Long, Integer> counts = new HashMap<>();
    names.pending().forEach(change -> counts.merge(change.folder(), 1, Integer::sum));
    Map<Long, Integer> left = new HashMap<>();
    counts.forEach((folder, count) -> left.put(folder, survival.prefix(count)));
    FolderTable table = names.durable().copy();
    for (EntryChange change : names.pending()) {
      if (left.merge(change.folder(), -1, Integer::sum) >= 0) {
        change.apply(table);
      }
    }
    return table;
  }

  private FolderTable namesOutOfOrder(Survival survival) {
    FolderTable table = names.durable().copy();
    for (EntryChange change : names.pending()) {
      if (survival.survives()) {
        change.apply(table);
      }
    }
    return table;
  }
}
