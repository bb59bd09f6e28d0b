/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.util.Arrays;

/** Makes the content of a file from an earlier one. */
final class ContentBuilder {
  private Sector[] sectors;
  private long size;

  ContentBuilder(Content start) {
    this.sectors = start.sectors(start.sectorCount());
    this.size = start.size();
  }

  /** Puts bytes that lie within one sector, and makes the file long enough for them. */
  void put(int index, int at, Sector bytes) {
    grow((long) index * Sector.SIZE + at + bytes.length());
    sectors[index] = sectors[index].overlaid(at, bytes);
  }

  /** Adds zeros up to a size unless the file is as long already. */
  void grow(long least) {
    if (least > size) {
      size = least;
      int needed = sectorsFor(size);
      if (needed > sectors.length) {
        int old = sectors.length;
        // Room for more to come: the next pieces of the same write will want it.
        sectors = Arrays.copyOf(sectors, Math.max(needed, old + old / 2));
        Arrays.fill(sectors, old, sectors.length, Sector.ZERO);
      }
    }
  }

  /** Cuts the file to a size unless it is as short already. */
  void truncate(long most) {
    if (most < size) {
      size = most;
      int kept = sectorsFor(size);
      Arrays.fill(sectors, kept, sectors.length, Sector.ZERO);
      int inLast = (int) (size % Sector.SIZE);
      if (inLast > 0) {
        sectors[kept - 1] = sectors[kept - 1].cut(inLast);
      }
    }
  }

  Content build() {
    return new Content(size, Arrays.copyOf(sectors, sectorsFor(size)));
  }

  private static int sectorsFor(long size) {
    return Math.toIntExact((size + Sector.SIZE - 1) / Sector.SIZE);
  }
}
