/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.Shards;
import dev.cairn.internal.rank.RankSeat;
import java.util.Objects;

/** What a rank has of shards. Used as the state that it is. */
public final class OwnShards<T> implements Shards<T> {
  private final String name;
  private final RankSeat seat;
  private final ShardPiece piece;

  /**
   * Shows them.
   *
   * @param name of the shards
   * @param seat which rank this is
   * @param piece what it has
   */
  public OwnShards(String name, RankSeat seat, ShardPiece piece) {
    this.name = name;
    this.seat = seat;
    this.piece = piece;
  }

  @Override
  public long total() {
    return piece.total();
  }

  @Override
  public long from() {
    return piece.from();
  }

  @Override
  public long to() {
    return piece.end();
  }

  @Override
  public boolean has(long index) {
    return index >= from() && index < to();
  }

  @Override
  public int rankOf(long index) {
    Objects.checkIndex(index, total());
    return seat.rankOf(index, total());
  }

  @Override
  public T get(long index) {
    @SuppressWarnings("unchecked") // put there by set(), or by the program that was stopped
    T element = (T) piece.elements()[at(index)];
    return element;
  }

  @Override
  public void set(long index, T element) {
    piece.elements()[at(index)] = element;
  }

  private int at(long index) {
    if (!has(index)) {
      throw new IndexOutOfBoundsException(
          "shards \""
              + name
              + "\": element "
              + index
              + " of "
              + total()
              + (index >= 0 && index < total() ? " is on rank " + rankOf(index) : " does not exist")
              + "; this is "
              + seat.describe()
              + ", which has those from "
              + from()
              + " to "
              + (to() - 1));
    }
    return (int) (index - from());
  }
}
