/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.StateMismatchException;
import dev.cairn.internal.rank.RankSeat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;

/**
 * What a rank has of the state that is divided among all: the elements from an index on. As a root
 * it is an array of two, so that a file of it needs no class of Cairn's.
 *
 * <p>Used by one thread at a time, as the state that it is.
 */
public final class ShardPiece {
  /** Before the names of such roots, which no other root bears by accident. */
  public static final String PREFIX = "shards: ";

  /** So that a total times a number of ranks is a long. */
  public static final long MOST = 1L << 39;

  private final long total;
  private final long from;
  private final Object[] elements;

  private ShardPiece(long total, long from, Object[] elements) {
    this.total = total;
    this.from = from;
    this.elements = elements;
  }

  /** The share of a rank, each element made anew. */
  public static ShardPiece fresh(RankSeat seat, long total, LongFunction<?> element) {
    ShardPiece piece = empty(seat, total);
    for (int i = 0; i < piece.elements.length; i++) {
      piece.elements[i] = element.apply(piece.from + i);
    }
    return piece;
  }

  static ShardPiece empty(RankSeat seat, long total) {
    long from = seat.firstOf(total);
    long count = seat.endOf(total) - from;
    if (count > Integer.MAX_VALUE - 8) {
      throw new CheckpointSettingsException(
          "shards of "
              + total
              + " elements: "
              + count
              + " of them are on "
              + seat.describe()
              + ", and one JVM has room for "
              + (Integer.MAX_VALUE - 8)
              + "; start more ranks, or make an element of several");
    }
    return new ShardPiece(total, from, new Object[(int) count]);
  }

  /** As it is registered. */
  public Object toRoot() {
    return new Object[] {new long[] {total, from}, elements};
  }

  /** Reads it back. */
  public static ShardPiece of(String root, Object value) {
    if (value instanceof Object[] pair
        && pair.length == 2
        && pair[0] instanceof long[] place
        && place.length == 2
        && pair[1] instanceof Object[] elements) {
      return new ShardPiece(place[0], place[1], elements);
    }
    throw new StateMismatchException(
        "root \""
            + root
            + "\" of the checkpoint is a "
            + value.getClass().getName()
            + ", and no shards");
  }

  /** Makes sure that it is what a rank of the program asks for. */
  public ShardPiece requireShare(String root, long wanted, RankSeat seat) {
    requireTotal(root, wanted);
    if (from != seat.firstOf(total) || end() != seat.endOf(total)) {
      throw new StateMismatchException(
          "\""
              + root
              + "\" of the checkpoint has the elements from "
              + from
              + " to "
              + (end() - 1)
              + " of "
              + total
              + ", and those of "
              + seat.describe()
              + " are others: it is the part of one of several ranks, and no state of a run by itself");
    }
    return this;
  }

  /** Makes sure that it divides as many elements. */
  ShardPiece requireTotal(String root, long wanted) {
    if (total != wanted) {
      throw new StateMismatchException(
          "\""
              + root
              + "\" of the checkpoint has "
              + total
              + " elements on all ranks, this program asks for "
              + wanted
              + "; ask for as many, or give the new ones another name");
    }
    return this;
  }

  /** How many elements all ranks have. */
  public long total() {
    return total;
  }

  /** The index of the first one here. */
  public long from() {
    return from;
  }

  /** Those here, in the order of their indices; changed by the program. */
  public Object[] elements() {
    return elements;
  }

  /** The index after the last one here. */
  public long end() {
    return from + elements.length;
  }

  /** Takes what the other piece has of its indices; says how many that are. */
  long take(ShardPiece other) {
    long first = Math.max(from, other.from);
    long end = Math.min(end(), other.end());
    if (first < end) {
      System.arraycopy(
          other.elements,
          (int) (first - other.from),
          elements,
          (int) (first - from),
          (int) (end - first));
    }
    return Math.max(0, end - first);
  }

  /** Those elements that another one takes of this. */
  List<Object> within(ShardPiece other) {
    return present(index -> index >= other.from && index < other.end());
  }

  /** Those elements that another one does not take of this. */
  List<Object> outside(ShardPiece other) {
    return present(index -> index < other.from || index >= other.end());
  }

  private List<Object> present(LongPredicate wanted) {
    List<Object> found = new ArrayList<>();
    for (int i = 0; i < elements.length; i++) {
      if (elements[i] != null && wanted.test(from + i)) {
        found.add(elements[i]);
      }
    }
    return found;
  }
}
