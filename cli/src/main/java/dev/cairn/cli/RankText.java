/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.JsonObject;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.inspect.RankBalance;
import dev.cairn.internal.inspect.RunView;
import java.util.Locale;

/** What is said of the ranks of a run. Stateless. */
final class RankText {
  private RankText() {}

  /** How long the newest checkpoint of a run is, and of how many ranks. */
  static String size(RunView view) {
    return view.ranks()
        .map(ranks -> size(view.newestBytes(), ranks.count()))
        .orElseGet(() -> Texts.size(view.newestBytes()));
  }

  /** How long a checkpoint is with all its parts. */
  static String size(long bytes, int ranks) {
    return Texts.size(bytes) + " of " + count(ranks);
  }

  private static String count(int ranks) {
    return Texts.count(ranks, "rank", "ranks");
  }

  /** In half a line. */
  static String brief(RankBalance ranks) {
    return count(ranks.count()) + ", rank " + ranks.pauseNanos().rank() + " the slowest";
  }

  /** In a line. */
  static String whole(RankBalance ranks) {
    RankBalance.Spread pause = ranks.pauseNanos();
    return brief(ranks)
        + ": pause "
        + Texts.nanos(pause.most())
        + ", "
        + timesTheMean(pause)
        + "; rank "
        + ranks.bytes().rank()
        + " the largest: "
        + Texts.size(ranks.bytes().most())
        + ", "
        + timesTheMean(ranks.bytes());
  }

  private static String timesTheMean(RankBalance.Spread spread) {
    return String.format(Locale.ROOT, "%.1f times the mean", spread.imbalance());
  }

  static JsonObject json(RankBalance ranks) {
    RankBalance.Spread pause = ranks.pauseNanos();
    RankBalance.Spread bytes = ranks.bytes();
    return new JsonObject()
        .with("count", ranks.count())
        .with("slowest", pause.rank())
        .with("slowestPauseNanos", pause.most())
        .with("meanPauseNanos", pause.mean())
        .with("pauseImbalance", pause.imbalance())
        .with("largest", bytes.rank())
        .with("largestBytes", bytes.most())
        .with("meanBytes", bytes.mean())
        .with("bytesImbalance", bytes.imbalance());
  }

  /** The same, and what each rank has. */
  static JsonObject json(RankEntry.Whole whole) {
    JsonObject json = json(RankBalance.of(whole));
    whole.toJson().members().forEach(json::with);
    return json;
  }
}
