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
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How a rank goes on from a checkpoint of another number of them: it reads the parts that have its
 * share of the {@linkplain ShardPiece shards}, and takes what is common to all.
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

  /**
   * What was read of a part.
   *
   * @param rank whose
   * @param graph what it had
   * @param common those of its roots that all have
   */
  private record Read(int rank, GraphCodec.RestoredGraph graph, Map<String, Object> common) {
    Collection<Map.Entry<String, Object>> shards() {
      return graph.roots().entrySet().stream()
          .filter(root -> !common.containsKey(root.getKey()))
          .toList();
    }
  }

  Redistribution(Path checkpoint, RankEntry.Whole whole, RankSeat seat, RankParts.Opening opening) {
    this.checkpoint = checkpoint;
    this.whole = whole;
    this.seat = seat;
    this.opening = opening;
  }

  /** True where there were as many ranks: each has its own part. */
  static boolean isNeeded(RankEntry.Whole whole, RankSeat seat) {
    return whole.parts().size() != seat.size();
  }

  /** The ranks whose parts this one reads. */
  static List<Integer> needed(RankEntry.Whole whole, RankSeat seat) {
    return isNeeded(whole, seat) ? seat.ranksBefore(whole.parts().size()) : List.of(seat.rank());
  }

  private CheckpointFileReader open(int rank) throws IOException {
    return RankParts.open(checkpoint, whole, rank, opening);
  }

  // ---- what can be divided
  // -----------------------------------------------------------------------

  /**
   * Makes sure that a part can be divided.
   *
   * @throws RanksException if something in it is of its rank alone
   */
  static void requireDivisible(
      CheckpointFileReader part, Path checkpoint, RankEntry.Whole whole, RankSeat seat) {
    long ended = whole.parts().stream().filter(RankEntry.PartFile::ended).count();
    if (ended > 0 && ended < whole.parts().size()) {
      throw refused(
          checkpoint, whole, seat, "of those " + ended + " had ended already, and others had not");
    }
    Set<String> common = commonOf(part);
    for (String root : part.manifest().graph().roots().keySet()) {
      if (!common.contains(root) && !root.startsWith(ShardPiece.PREFIX)) {
        throw refused(checkpoint, whole, seat, "what each has in root \"" + root + "\" is its own");
      }
    }
    if (!part.manifest().images().isEmpty()) {
      throw refused(
          checkpoint,
          whole,
          seat,
          "what each has included, \"" + part.manifest().images().get(0).name() + "\", is its own");
    }
  }

  private static RanksException refused(
      Path checkpoint, RankEntry.Whole whole, RankSeat seat, String why) {
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

  // ---- dividing
  // ----------------------------------------------------------------------------------

  /**
   * Reads what this rank goes on with.
   *
   * @param first reads a part into the objects that the program has given, and begins what it
   *     includes; used for the last part to be read
   * @param further reads each of the others
   */
  GraphCodec.RestoredGraph read(Reading first, Reading further) throws IOException {
    List<Integer> ranks = seat.ranksBefore(whole.parts().size());
    List<Read> parts = new ArrayList<>();
    for (int i = ranks.size() - 1; i >= 0; i--) {
      parts.add(0, read(ranks.get(i), i == 0 ? first : further));
    }
    for (Read other : parts.subList(1, parts.size())) {
      requireSame(parts.get(0), other); // guard: common-same
    }
    Map<String, Object> roots = new LinkedHashMap<>(parts.get(0).common());
    Map<String, ShardPiece> shares = shares(parts);
    shares.forEach((name, share) -> roots.put(name, share.toRoot()));
    List<GraphCodec.Hook> hooks = hooks(parts, shares);
    List<String> changes = new ArrayList<>(parts.get(0).graph().changes());
    changes.add(
        "it was written by "
            + whole.parts().size()
            + " ranks, and this is "
            + seat.describe()
            + ": "
            + shares.keySet()
            + " divided anew");
    return new GraphCodec.RestoredGraph(roots, (given, left) -> hooks, changes);
  }

  private Read read(int rank, Reading reading) throws IOException {
    try (CheckpointFileReader part = open(rank)) {
      requireDivisible(part, checkpoint, whole, seat);
      GraphCodec.RestoredGraph graph = reading.read(part);
      Map<String, Object> common = new LinkedHashMap<>(graph.roots());
      common.keySet().retainAll(commonOf(part));
      return new Read(rank, graph, common);
    }
  }

  /** What is said to be common to all may be not. */
  private void requireSame(Read first, Read other) {
    try {
      List<String> unused =
          new GraphComparator(0, () -> false).compare(first.common(), other.common());
    } catch (GraphComparator.Difference e) {
      throw new RanksException(
          checkpoint
              + ": "
              + e.path()
              + " is "
              + e.live()
              + " on rank "
              + first.rank()
              + " and "
              + e.copy()
              + " on rank "
              + other.rank()
              + ", and its root is marked as common to all ranks; start "
              + whole.parts().size()
              + " ranks, as there were, and mend the program");
    }
  }

  private Map<String, ShardPiece> shares(List<Read> parts) {
    Map<String, ShardPiece> shares = new LinkedHashMap<>();
    for (Read part : parts) {
      for (Map.Entry<String, Object> root : part.shards()) {
        String name = root.getKey();
        ShardPiece piece = ShardPiece.of(name, root.getValue());
        shares
            .computeIfAbsent(name, unused -> ShardPiece.empty(seat, piece.total()))
            .requireTotal(name, piece.total())
            .take(piece);
      }
    }
    return shares;
  }

  /** Of what other ranks get, no method of the program is called here. */
  private static List<GraphCodec.Hook> hooks(List<Read> parts, Map<String, ShardPiece> shares) {
    List<GraphCodec.Hook> hooks = new ArrayList<>();
    for (Read part : parts) {
      List<Object> given = new ArrayList<>();
      List<Object> left = new ArrayList<>();
      (part.rank() == parts.get(0).rank() ? given : left).addAll(part.common().values());
      for (Map.Entry<String, Object> root : part.shards()) {
        ShardPiece piece = ShardPiece.of(root.getKey(), root.getValue());
        given.addAll(piece.within(shares.get(root.getKey())));
        left.addAll(piece.outside(shares.get(root.getKey())));
      }
      hooks.addAll(part.graph().hooks().of(given, left));
    }
    return hooks;
  }

  // ---- outputs
  // -----------------------------------------------------------------------------------

  /** Those of the ranks before whose number is this one's, counted in rounds of the ranks now. */
  List<OutputRecord> outputs() throws IOException {
    Map<String, OutputRecord> records = new HashMap<>();
    for (int rank = seat.rank(); rank < whole.parts().size(); rank += seat.size()) {
      try (CheckpointFileReader part = open(rank)) {
        for (OutputRecord record : part.manifest().outputs()) {
          OutputRecord other = records.put(record.name(), record);
          if (other != null && !Objects.equals(other.path(), record.path())) {
            throw refused(
                checkpoint,
                whole,
                seat,
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
