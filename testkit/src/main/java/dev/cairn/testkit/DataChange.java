/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.ArrayList;
import java.util.List;

/** A change of what is in a file, which can reach the disk in part. */
sealed interface DataChange {
  void apply(ContentBuilder builder);

  /** Applies what the dice let survive. */
  void applyPartly(ContentBuilder builder, Survival survival);

  default Content after(Content before) {
    ContentBuilder builder = new ContentBuilder(before);
    apply(builder);
    return builder.build();
  }

  static DataChange write(long position, Bytes bytes) {
    List<Piece> pieces = new ArrayList<>();
    int from = 0;
    while (from < bytes.length()) {
      long place = position + from;
      int at = (int) (place % Sector.SIZE);
      int length = Math.min(Sector.SIZE - at, bytes.length() - from);
      Sector sector = new Sector(bytes.shared(), from, length);
      pieces.add(new Piece(Math.toIntExact(place / Sector.SIZE), at, sector));
      from += length;
    }
    return new Written(position + bytes.length(), pieces);
  }

  static DataChange truncate(long size) {
    return new Truncated(size);
  }

  /** The part of a write that lies within one sector of the file. */
  record Piece(int index, int at, Sector bytes) {
    void apply(ContentBuilder builder) {
      builder.put(index, at, bytes);
    }
  }

  /** Bytes were written. */
  record Written(long end, List<Piece> pieces) implements DataChange {
    @Override
    public void apply(ContentBuilder builder) {
      pieces.forEach(piece -> piece.apply(builder));
    }

    @Override
    public void applyPartly(ContentBuilder builder, Survival survival) {
      for (Piece piece : pieces) {
        if (survival.survives()) {
          piece.apply(builder);
        }
      }
      // Disks may know of a new length before they have the bytes.
      if (survival.survives() && !pieces.isEmpty()) {
        builder.grow(end);
      }
    }
  }

  /** The file was cut. */
  record Truncated(long size) implements DataChange {
    @Override
    public void apply(ContentBuilder builder) {
      builder.truncate(size);
    }

    @Override
    public void applyPartly(ContentBuilder builder, Survival survival) {
      if (survival.survives()) {
        apply(builder);
      }
    }
  }
}
