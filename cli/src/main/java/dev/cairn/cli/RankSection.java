/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.inspect.RankBalance;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What a report says of ranks: a part of the page. Stateless. */
final class RankSection {
  /** More than that are summed up. */
  private static final int MOST_ROWS = 16;

  /** So many are named that were the slowest. */
  private static final int MOST_NAMED = 5;

  /** Those that hold up the others first; whoever has ended does not. */
  private static final Comparator<RankEntry.PartFile> SLOWEST_FIRST =
      Comparator.comparing(RankEntry.PartFile::ended)
          .thenComparing(RankEntry.PartFile::pauseNanos, Comparator.reverseOrder());

  private RankSection() {}

  static String html(KeptRanks ranks) {
    return "<h3>Ranks</h3>\n"
        + paragraph(
            "",
            "Checkpoint "
                + ranks.id()
                + ": "
                + RankText.whole(RankBalance.of(ranks.newest()))
                + ".")
        + table(ranks.newest())
        + paragraph("", howOften(ranks))
        + paragraph(
            " class=\"faint\"",
            "Pauses, bytes and sums above this section are those of rank 0, which writes down what"
                + " happens.");
  }

  private static String paragraph(String attributes, String text) {
    return "<p" + attributes + ">" + Html.escaped(text) + "</p>\n";
  }

  private static String table(RankEntry.Whole whole) {
    List<RankEntry.PartFile> parts = whole.parts().stream().sorted(SLOWEST_FIRST).toList();
    int shown = Math.min(MOST_ROWS, parts.size());
    return "<table>\n<tr><th>rank</th><th>pause</th><th>until its threads waited</th>"
        + "<th>capture</th><th>part</th></tr>\n"
        + parts.subList(0, shown).stream().map(RankSection::row).collect(Collectors.joining())
        + others(parts.subList(shown, parts.size()))
        + "</table>\n";
  }

  private static String row(RankEntry.PartFile part) {
    return Html.row(
        part.rank() + (part.ended() ? ", has ended" : ""),
        Texts.nanos(part.pauseNanos()),
        Texts.nanos(part.arrivalNanos()),
        Texts.nanos(part.captureNanos()),
        Texts.size(part.length()));
  }

  private static String others(List<RankEntry.PartFile> parts) {
    return parts.isEmpty()
        ? ""
        : Html.row(
            Texts.count(parts.size(), "other", "others"),
            onAverage(parts, RankEntry.PartFile::pauseNanos),
            onAverage(parts, RankEntry.PartFile::arrivalNanos),
            onAverage(parts, RankEntry.PartFile::captureNanos),
            Texts.size(parts.stream().mapToLong(RankEntry.PartFile::length).sum()) + " together");
  }

  private static String onAverage(
      List<RankEntry.PartFile> parts, ToLongFunction<RankEntry.PartFile> nanos) {
    return Texts.nanos(parts.stream().mapToLong(nanos).sum() / parts.size()) + " on average";
  }

  private static String howOften(KeptRanks ranks) {
    List<KeptRanks.Slowest> slowest = ranks.slowest();
    String named =
        slowest.stream()
            .limit(MOST_NAMED)
            .map(one -> "rank " + one.rank() + " in " + Texts.number(one.checkpoints()))
            .collect(Collectors.joining(", "));
    int more = slowest.size() - MOST_NAMED;
    return "The slowest in "
        + Texts.count(ranks.read(), "kept checkpoint", "kept checkpoints")
        + ": "
        + named
        + (more > 0 ? ", and " + Texts.count(more, "other rank", "other ranks") : "")
        + "."
        + (ranks.unread() > 0
            ? " Not readable: "
                + Texts.count(ranks.unread(), "checkpoint", "checkpoints")
                + "; `cairn verify` says why."
            : "");
  }
}
