/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import dev.cairn.internal.format.ImageEntry;
import dev.cairn.spi.StateImage;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory outside the heap into which the state is copied while the program waits. It is kept from
 * one capture to the next, since fresh pages are slow.
 *
 * <p>Used by one thread at a time.
 */
public final class StagingMemory {
  /** Makes files for what finds no room. */
  public interface Overflow {
    /**
     * Makes one that nobody else has, and that is gone once it is closed, whatever happens.
     *
     * @throws IOException if that cannot be
     */
    FileChannel open() throws IOException;
  }

  /** Streams have so much, however small the budget is. */
  private static final long LEAST_FOR_STREAMS = 16 << 20;

  /** No buffer is larger, so that positions stay well within an int. */
  private static final int LARGEST_CHUNK = 1 << 30;

  private static final int SMALLEST_CHUNK = 4 << 20;
  private static final int STREAM_PIECE = 256 << 10;
  private static final int ALIGNMENT = 8;

  private long budget;
  private final Overflow overflow;
  private final List<FileChannel> overflowing = new ArrayList<>();
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final ArrayCopies copies = new ArrayCopies();
  private int current;
  private long total;
  private boolean exhausted;

  /**
   * Creates empty staging memory.
   *
   * @param budget how many bytes it may take for arrays; see {@link MemoryBudget}
   */
  public StagingMemory(long budget) {
    this(budget, null);
  }

  /**
   * Creates empty staging memory.
   *
   * @param budget how many bytes it may take; see {@link MemoryBudget}
   * @param overflow where streams go on that find no room; null for the heap
   */
  public StagingMemory(long budget, Overflow overflow) {
    this.budget = budget;
    this.overflow = overflow;
  }

  /**
   * Gives it another budget; memory beyond that is given back. To be called where nothing is staged
   * that is still needed.
   *
   * @param bytes how many bytes it may take from now on
   */
  public void limit(long bytes) {
    budget = bytes;
    while (total > budget && !chunks.isEmpty()) {
      total -= chunks.remove(chunks.size() - 1).capacity();
    }
    reset();
  }

  /** Forgets what was staged; the memory is used again. */
  public void reset() {
    closeOverflow();
    chunks.forEach(ByteBuffer::clear);
    current = 0;
    exhausted = false;
  }

  /** Gives back the space on disk; what was staged there can no longer be read. */
  public void closeOverflow() {
    for (FileChannel channel : overflowing) {
      try {
        channel.close();
      } catch (IOException e) {
        // It has no name any more, and nobody needs its bytes.
      }
    }
    overflowing.clear();
  }

  /** True where something was staged on disk. */
  boolean isOverflowing() {
    return !overflowing.isEmpty();
  }

  /**
   * Copies an array; the copy is there after {@link #finishCopies}.
   *
   * @param array an array of primitives
   * @return the copy, or the array itself where the copy would exceed the budget: then the program
   *     has to wait until it is written
   */
  CapturedArray stage(Object array) {
    long bytes = PrimitiveArrays.bytes(array);
    if (!fits(bytes)) {
      return new CapturedArray(array, null);
    }
    List<ByteBuffer> pieces = new ArrayList<>(1);
    int from = 0;
    for (long left = bytes; left > 0; ) {
      ByteBuffer piece = take((int) Math.min(left, LARGEST_CHUNK), left);
      int count = PrimitiveArrays.whatFits(array, from, piece);
      copies.add(array, from, count, piece);
      piece.limit(count * PrimitiveArrays.elementBytes(array.getClass()));
      from += count;
      left -= piece.remaining();
      pieces.add(piece);
    }
    return new CapturedArray(array, pieces);
  }

  /** Returns once all arrays that were staged are copied. */
  void finishCopies() {
    copies.finish();
  }

  /**
   * Copies state outside the heap.
   *
   * @return the copy, or what is copied itself where the copy would exceed the budget
   * @throws IOException if it cannot be read, or is shorter than it says
   */
  CapturedImage stage(ImageEntry entry, StateImage image) throws IOException {
    if (!fits(entry.length())) {
      return new CapturedImage(entry, image, null);
    }
    List<ByteBuffer> pieces = new ArrayList<>(1);
    try (ReadableByteChannel source = image.open()) {
      for (long left = entry.length(); left > 0; ) {
        ByteBuffer piece = take((int) Math.min(left, LARGEST_CHUNK), left);
        left -= piece.remaining();
        boolean unused = ChannelBytes.readFully(source, piece);
        if (piece.hasRemaining()) {
          throw new EOFException(
              entry.name() + " ended " + (left + piece.remaining()) + " bytes early");
        }
        pieces.add(piece.flip());
      }
    }
    return new CapturedImage(entry, image, pieces);
  }

  private boolean fits(long bytes) {
    long free = 0;
    for (int i = current; i < chunks.size(); i++) {
      free += chunks.get(i).remaining();
    }
    if (bytes <= free) {
      return true;
    }
    if (exhausted || total + bytes - free > budget) {
      return false;
    }
    try {
      grow(bytes - free);
      return true;
    } catch (OutOfMemoryError e) {
      // -XX:MaxDirectMemorySize is used up by others. Each further attempt would collect garbage
      // for half a second before it fails, while the program waits.
      exhausted = true;
      return false;
    }
  }

  private void grow(long bytes) {
    for (long left = bytes; left > 0; ) {
      long rounded = (left + ALIGNMENT - 1) & -ALIGNMENT;
      int size = (int) Math.max(SMALLEST_CHUNK, Math.min(rounded, LARGEST_CHUNK));
      chunks.add(ByteBuffer.allocateDirect(size));
      total += size;
      left -= size;
    }
  }

  /** A piece of at most so many bytes, and of no fewer than one element. */
  private ByteBuffer take(int atMost, long wanted) {
    while (current < chunks.size() && chunks.get(current).remaining() < ALIGNMENT) {
      current++;
    }
    if (current == chunks.size()) {
      grow(wanted);
    }
    ByteBuffer chunk = chunks.get(current);
    int size = Math.min(atMost, chunk.remaining());
    ByteBuffer piece = chunk.slice(chunk.position(), size);
    int aligned = (size + ALIGNMENT - 1) & -ALIGNMENT;
    chunk.position(Math.min(chunk.limit(), chunk.position() + aligned));
    return piece;
  }

  /** Bytes that this memory holds, used or not. */
  public long totalBytes() {
    return total;
  }

  /** A stream whose bytes are staged; of any length. */
  StagedStream newStream() {
    return new StagedStream();
  }

  private boolean hasRoomForStream() {
    boolean room = current < chunks.size() && chunks.get(current).remaining() >= STREAM_PIECE;
    return room || total + SMALLEST_CHUNK <= Math.max(budget, LEAST_FOR_STREAMS);
  }

  /** Bytes that are written one after the other and read back once the capture is over. */
  final class StagedStream extends OutputStream {
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private FileChannel file;
    private long fileBytes;

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
      int at = offset;
      for (int left = count; left > 0; ) {
        if (!piece.hasRemaining()) {
          nextPiece();
        }
        int step = Math.min(left, piece.remaining());
        piece.put(bytes, at, step);
        at += step;
        left -= step;
      }
    }

    private void nextPiece() throws IOException {
      if (file != null) {
        toFile();
        return;
      }
      if (!exhausted && (overflow == null || hasRoomForStream())) {
        try {
          piece = take(STREAM_PIECE, STREAM_PIECE);
          pieces.add(piece);
          return;
        } catch (OutOfMemoryError e) {
          exhausted = true;
        }
      }
      piece = ByteBuffer.allocate(STREAM_PIECE);
      if (overflow == null) {
        pieces.add(piece); // the graph has to go somewhere
      } else {
        file = overflow.open();
        overflowing.add(file);
      }
    }

    private void toFile() throws IOException {
      piece.flip();
      while (piece.hasRemaining()) {
        fileBytes += file.write(piece);
      }
      piece.clear();
    }

    /** What was written, to be read from the beginning. */
    StagedBytes written() throws IOException {
      if (file != null) {
        toFile();
      }
      List<ByteBuffer> inMemory =
          pieces.stream().map(written -> written.duplicate().flip()).toList();
      return new StagedBytes(inMemory, file, fileBytes);
    }
  }
}
