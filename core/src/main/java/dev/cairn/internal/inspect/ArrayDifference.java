/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import dev.cairn.internal.format.BlockReader;
import dev.cairn.internal.format.Section;
import dev.cairn.internal.kryo.GraphVisitor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Which elements of two stored arrays of one type differ. Blocks that both files share are the same
 * and not read. Floating point is compared by its bits, so that a NaN is the same as itself and 0.0
 * is not -0.0. Used by one thread.
 */
public final class ArrayDifference {
  /**
   * Elements in a row that differ.
   *
   * @param from the index of the first
   * @param to the index after the last
   */
  public record Range(long from, long to) {}

  /** So many ranges are told; what is between the last and the next ones counts with it. */
  private static final int MOST_RANGES = 16;

  private final String type;
  private final int width;
  private final List<Range> ranges = new ArrayList<>();
  private long changed;
  private double largest;

  private ArrayDifference(String type) {
    this.type = type;
    this.width = ElementTypes.bytes(type);
  }

  /** Compares as many elements as both have. */
  static ArrayDifference of(
      CheckpointView one,
      GraphVisitor.Elements oneArray,
      CheckpointView other,
      GraphVisitor.Elements otherArray)
      throws IOException {
    ArrayDifference difference = new ArrayDifference(oneArray.elementType());
    ArrayPieces onePieces = one.pieces(oneArray);
    ArrayPieces otherPieces = other.pieces(otherArray);
    if (oneArray.section() < 0 || otherArray.section() < 0) {
      difference.compareWhole(onePieces, otherPieces);
    } else {
      difference.compareBlocks(one, onePieces, other, otherPieces);
    }
    return difference;
  }

  /** At least one of them is small; of the other no more than that is looked at. */
  private void compareWhole(ArrayPieces one, ArrayPieces other) throws IOException {
    ByteBuffer[] firsts = new ByteBuffer[2];
    int at = 0;
    for (ArrayPieces pieces : List.of(one, other)) {
      if (pieces.blocks().isEmpty()) {
        firsts[at++] = pieces.inline();
      } else {
        firsts[at++] = copy(pieces.read(pieces.newBlockReader(), pieces.blocks().get(0)));
      }
    }
    compare(0, firsts[0], firsts[1]);
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining())
        .put(bytes.duplicate())
        .flip()
        .order(bytes.order());
  }

  /** All blocks but the last of an array have the same length. */
  private void compareBlocks(
      CheckpointView one, ArrayPieces onePieces, CheckpointView other, ArrayPieces otherPieces)
      throws IOException {
    List<Section.Block> oneBlocks = onePieces.blocks();
    List<Section.Block> otherBlocks = otherPieces.blocks();
    BlockReader oneReader = onePieces.newBlockReader();
    BlockReader otherReader = otherPieces.newBlockReader();
    long index = 0;
    for (int i = 0; i < Math.min(oneBlocks.size(), otherBlocks.size()); i++) {
      Section.Block oneBlock = oneBlocks.get(i);
      Section.Block otherBlock = otherBlocks.get(i);
      if (!one.identity(oneBlock).equals(other.identity(otherBlock))) {
        compare(
            index, onePieces.read(oneReader, oneBlock), otherPieces.read(otherReader, otherBlock));
      }
      index += oneBlock.rawLength() / width;
    }
  }

  private void compare(long index, ByteBuffer one, ByteBuffer other) {
    int count = Math.min(one.remaining(), other.remaining()) / width;
    for (int i = 0; i < count; i++) {
      if (isFloating()) {
        double before = floating(one);
        double after = floating(other);
        if (Double.doubleToRawLongBits(before) != Double.doubleToRawLongBits(after)) {
          add(index + i, Math.abs(after - before));
        }
      } else {
        long before = ElementTypes.whole(type, one);
        long after = ElementTypes.whole(type, other);
        if (before != after) {
          add(index + i, Math.abs((double) after - (double) before));
        }
      }
    }
  }

  private boolean isFloating() {
    return ElementTypes.isFloating(type);
  }

  private double floating(ByteBuffer bytes) {
    return type.equals("double") ? bytes.getDouble() : bytes.getFloat();
  }

  private void add(long index, double by) {
    changed++;
    if (by > largest) {
      largest = by;
    }
    int last = ranges.size() - 1;
    boolean goesOn = last >= 0 && ranges.get(last).to() == index;
    if (goesOn || ranges.size() == MOST_RANGES) {
      ranges.set(last, new Range(ranges.get(last).from(), index + 1));
    } else {
      ranges.add(new Range(index, index + 1));
    }
  }

  /** How many elements differ. */
  public long changed() {
    return changed;
  }

  /** The largest difference of two elements that are numbers; 0 where there is none. */
  public double largest() {
    return largest;
  }

  /** Where they differ, in their order; the last may have some in it that do not. */
  public List<Range> ranges() {
    return List.copyOf(ranges);
  }
}
