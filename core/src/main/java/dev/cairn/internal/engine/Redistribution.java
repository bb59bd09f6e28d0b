/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.RanksException;
import dev.cairn.internal.capture.GraphCodec;
import dev.cairn.internal.capture.GraphComparator;
import dev.cairn.internal.format.CheckpointFileReader;
import dev.cairn.internal.format.OutputRecord;
import dev.cairn.internal.format.RankEntry;
import dev.cairn.internal.rank.RankSeat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which parts of a checkpoint a rank goes on from. Of as many ranks it is its own. Of another
 * number it reads the parts that have its share of the {@linkplain ShardPiece shards}, and takes
 * what is common to all.
 *
 * <pre>
 *   8 ranks   |0|1|2|3|4|5|6|7|
 *   3 ranks   |  0  |  1  |  2  |     rank 1 reads the parts 2, 3, 4 and 5
 * </pre>
 *
 * <p>Used by one thread.
 */
final class Redistribution {
  private final Path checkpoint;
  private final RankEntry.Whole whole;
  private final RankSeat seat;
  private final RankParts.Opening opening;

  /** Reads the graph of a part. */
  interface Reading {
    GraphCodec.RestoredGraph read(CheckpointFileReader part) throws IOException;
  }

  Redistribution(Path checkpoint, RankEntry.Whole whole, RankSeat seat, RankParts.Opening opening) {
    this.checkpoint = checkpoint;
    this.whole = whole;
    this.seat = seat;
    this.opening = opening;
  }

  /** False where there were as many ranks: each has its own part. */
  boolean isNeeded() {
    return whole.parts().size() != seat.size();
  }

  /** The ranks whose parts this one reads. */
  List<Integer> ranks() {
    return isNeeded() ? seat.ranksBefore(whole.parts().size()) : List.of(seat.rank());
  }

  /** Opens the part of a rank. */
  CheckpointFileReader open(int rank) throws IOException {
    return RankParts.open(checkpoint, whole, rank, opening);
  }

  // ---- what can be divided ---------------------------------------------------------------------

  /**
   * Makes sure that a part can be divided.
   *
   * @throws RanksException if something in it is of its rank alone
   */
  void requireDivisible(CheckpointFileReader part) {
    long ended = whole.parts().stream().filter(RankEntry.PartFile::ended).count();
    if (ended > 0 && ended < whole.parts().size()) {
      throw refused("of those " + ended + " had ended already, and others had not");
    }
    Set<String> common = commonOf(part);
    for (String root : part.manifest().graph().roots().keySet()) {
      if (!common.contains(root) && !root.startsWith(ShardPiece.PREFIX)) {
        throw refused("what each has in root \"" + root + "\" is its own");
      }
    }
    if (!part.manifest().images().isEmpty()) {
      throw refused(
          "what each has included, \"" + part.manifest().images().get(0).name() + "\", is its own");
    }
  }

  private RanksException refused(String why) {
    return new RanksException(
        checkpoint
            + " was saved by "
            + whole.parts().size()
            + " ranks, and this is "
            + seat.describe()
            + ": "
            + why
            + "; start as many as there were. State that is to be divided anew is kept in shards(...), "
            + "and what is the same on all ranks in a root of a class that is marked "
            + "@Checkpointed(common = true)");
  }

  private static Set<String> commonOf(CheckpointFileReader part) {
    return part.manifest().ranks().orElse(null) instanceof RankEntry.Part entry
        ? entry.common()
        : Set.of();
  }

  // ---- dividing --------------------------------------------------------------------------------

  /**
   * Reads what this rank goes on with, one part after the other: of each its share is kept.
   *
   * @param first reads a part into the objects that the program has given, and begins what it
   *     includes; used for the last part to be read
   * @param further reads each of the others
   */
  GraphCodec.RestoredGraph read(Reading first, Reading further) throws IOException {
    List<Integer> ranks = ranks();
    Division division = new Division();
    List<String> changes = new ArrayList<>();
    for (int i = ranks.size() - 1; i >= 0; i--) {
      try (CheckpointFileReader part = open(ranks.get(i))) {
        requireDivisible(part);
        GraphCodec.RestoredGraph graph = (i == 0 ? first : further).read(part);
        division.add(ranks.get(i), graph, commonOf(part), i == 0);
        changes.addAll(i == 0 ? graph.changes() : List.of());
      }
    }
    changes.add(
        "it was written by "
            + whole.parts().size()
            + " ranks, and this is "
            + seat.describe()
            + ": "
            + division.taken.keySet()
            + " divided anew");
    List<GraphCodec.Hook> hooks = division.hooks;
    return new GraphCodec.RestoredGraph(division.roots(), (given, left) -> hooks, changes);
  }

  /** What this rank has got of the parts that were read so far. */
  private final class Division {
    private final Map<String, ShardPiece> shares = new LinkedHashMap<>();
    private final Map<String, Long> taken = new TreeMap<>();
    private final List<GraphCodec.Hook> hooks = new ArrayList<>();
    private Map<String, Object> common;
    private int commonOf;

    void add(int rank, GraphCodec.RestoredGraph graph, Set<String> commonRoots, boolean isFirst) {
      List<Object> given = new ArrayList<>();
      List<Object> left = new ArrayList<>();
      Map<String, Object> its = new LinkedHashMap<>();
      graph
          .roots()
          .forEach(
              (name, root) -> {
                if (commonRoots.contains(name)) {
                  its.put(name, root);
                } else {
                  take(name, ShardPiece.of(name, root), given, left);
                }
              });
      (isFirst ? given : left).addAll(its.values());
      // Of what other ranks get, none is called here.
      hooks.addAll(0, graph.hooks().of(given, left));
      if (common != null) {
        requireSame(rank, its, commonOf, common); // guard: common-same
      }
      common = its;
      commonOf = rank;
    }

    private void take(String name, ShardPiece piece, List<Object> given, List<Object> left) {
      ShardPiece share =
          shares.computeIfAbsent(name, unused -> ShardPiece.empty(seat, piece.total()));
      taken.merge(name, share.requireTotal(name, piece.total()).take(piece), Long::sum);
      given.addAll(piece.within(share));
      left.addAll(piece.outside(share));
    }

    Map<String, Object> roots() {
      Map<String, Object> roots = new LinkedHashMap<>(common);
      shares.forEach(
          (name, share) -> {
            if (taken.get(name) != share.end() - share.from()) {
              throw refused("not all of them have \"" + name + "\", which all should");
            }
            roots.put(name, share.toRoot());
          });
      return roots;
    }
  }

  /** What is said to be common to all may be not. */
  private void requireSame(
      int rank, Map<String, Object> roots, int otherRank, Map<String, Object> others) {
    if (!roots.keySet().equals(others.keySet())) {
      throw refused(
          "common to all are "
              + roots.keySet()
              + " on rank "
              + rank
              + " and "
              + others.keySet()
              + " on rank "
              + otherRank);
    }
    try {
      List<String> unused = new GraphComparator(0, () -> false).compare(roots, others);
    } catch (GraphComparator.Difference e) {
      throw new RanksException(
          checkpoint
              + ": "
              + e.path()
              + " is "
              + e.live()
              + " on rank "
              + rank
              + " and "
              + e.copy()
              + " on rank "
              + otherRank
              + ", and its root is marked as common to all ranks; start "
              + whole.parts().size()
              + " ranks, as there were, and mend the program");
    }
  }

  // ---- outputs ---------------------------------------------------------------------------------

  /** Those of the ranks before whose number is this one's, counted in rounds of the ranks now. */
  List<OutputRecord> outputs() throws IOException {
    Map<String, OutputRecord> records = new HashMap<>();
    for (int rank = seat.rank(); rank < whole.parts().size(); rank += seat.size()) {
      try (CheckpointFileReader part = open(rank)) {
        for (OutputRecord record : part.manifest().outputs()) {
          OutputRecord other = records.put(record.name(), record);
          if (other != null && !other.equals(record)) {
            throw refused(
                "output("
                    + record.name()
                    + ") is "
                    + other.path()
                    + " of one and "
                    + record.path()
                    + " of another");
          }
        }
      }
    }
    return List.copyOf(records.values());
  }
}
