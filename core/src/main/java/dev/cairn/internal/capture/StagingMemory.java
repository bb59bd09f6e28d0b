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
import java.util.Arrays;
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

  /** No more than that is given back where a budget is a little smaller than before. */
  private static final int LARGEST_CHUNK = 64 << 20;

  private static final int SMALLEST_CHUNK = 4 << 20;

  /** While it grows in small steps it grows by this share of itself. */
  private static final int GROWTH = 8;

  /** So much more than the last time is there before the next one: one part in so many. */
  private static final int RESERVE = 16;

  private static final int STREAM_PIECE = 256 << 10;
  private static final int ALIGNMENT = 8;

  private final Overflow overflow;
  private final boolean secret;
  private final List<ScratchFile> overflowing = new ArrayList<>();
  private final CapturedArrays arrays = new CapturedArrays(this);
  private ArrayCopies copies = new ArrayCopies(this, arrays);
  private long budget;

  /** Replaced when it grows: other threads copy meanwhile. */
  private volatile StagingChunk[] chunks = {};

  /** How far it is used. */
  private long used;

  /** How far it was used the last time, and for how many arrays. */
  private long lastUsed;

  private int lastArrays;

  private boolean exhausted;

  /**
   * Creates empty staging memory.
   *
   * @param budget how many bytes it may take for arrays; see {@link MemoryBudget}
   */
  public StagingMemory(long budget) {
    this(budget, null, false);
  }

  /**
   * Creates empty staging memory.
   *
   * @param budget how many bytes it may take; see {@link MemoryBudget}
   * @param overflow where streams go on that find no room; null for the heap
   * @param secret true where what overflows is encrypted
   */
  public StagingMemory(long budget, Overflow overflow, boolean secret) {
    this.secret = secret;
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
    reset();
    int kept = chunks.length;
    while (kept > 0 && chunks[kept - 1].end() > budget) {
      kept--;
    }
    chunks = Arrays.copyOf(chunks, kept);
  }

  /**
   * Grows while the program does not wait, so that it need not do so the next time. To be called
   * where nothing is staged that is still needed.
   */
  public void makeRoom() {
    reset();
    try {
      arrays.makeRoom(Math.addExact(lastArrays, lastArrays / RESERVE));
      growTo(lastUsed + lastUsed / RESERVE);
    } catch (OutOfMemoryError e) {
      // Then it is done while the program waits, as far as there is memory.
    }
  }

  /**
   * Says how much will be staged, where that is not known yet.
   *
   * @param bytes how many are likely to be wanted
   */
  public void expect(long bytes) {
    lastUsed = bytes;
  }

  private void growTo(long bytes) {
    long more = Math.min(bytes, budget) - totalBytes();
    if (more >= SMALLEST_CHUNK) {
      grow(more);
    }
  }

  /** Forgets what was staged; the memory is used again. */
  public void reset() {
    closeOverflow();
    if (used > 0) {
      lastUsed = used;
      lastArrays = arrays.size();
    }
    arrays.clear();
    used = 0;
    exhausted = false;
  }

  /** Gives back the space on disk. */
  private void closeOverflow() {
    for (ScratchFile file : overflowing) {
      try {
        file.close();
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
   * Takes an array, and copies it; the copy is there after {@link #finishCopies}. Where it would
   * exceed the budget the array itself is kept: then the program has to wait until it is written.
   *
   * @param array an array of primitives
   */
  void stage(Object array) {
    long bytes = PrimitiveArrays.bytes(array);
    if (!fits(bytes)) {
      arrays.addLive(array);
      return;
    }
    long address = used;
    used += align(bytes);
    arrays.addCopied(array, address);
    copies.copyLast(array, address);
  }

  /** The arrays that were staged, in order. */
  CapturedArrays arrays() {
    return arrays;
  }

  /** Returns once all arrays that were staged are copied. */
  void finishCopies() {
    try {
      copies.finish();
    } catch (RuntimeException | Error e) {
      copies = new ArrayCopies(this, arrays); // nothing of what has failed is left
      throw e;
    }
  }

  /** Copies elements to an address; several threads do so. */
  void copy(Object array, int from, int count, long address) {
    int elementBytes = PrimitiveArrays.elementBytes(array.getClass());
    StagingChunk[] all = chunks;
    int chunk = chunkAt(all, address);
    for (int done = 0; done < count; chunk++) {
      long at = address + (long) done * elementBytes;
      done += all[chunk].put(at, array, from + done, count - done, elementBytes);
    }
  }

  /** What stands at an address, in pieces. */
  List<ByteBuffer> at(long address, long bytes) {
    List<ByteBuffer> pieces = new ArrayList<>(1);
    int chunk = chunkAt(chunks, address);
    for (long done = 0; done < bytes; chunk++) {
      ByteBuffer piece = chunks[chunk].slice(address + done, bytes - done);
      done += piece.remaining();
      pieces.add(piece);
    }
    return pieces;
  }

  private static int chunkAt(StagingChunk[] all, long address) {
    int low = 0;
    int high = all.length - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (all[middle].start() <= address) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
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
    List<ByteBuffer> pieces = at(used, entry.length());
    used += align(entry.length());
    long left = entry.length();
    try (ReadableByteChannel source = image.open()) {
      for (ByteBuffer piece : pieces) {
        boolean unused = ChannelBytes.readFully(source, piece);
        left -= piece.position();
        if (piece.hasRemaining()) {
          throw new EOFException(entry.name() + " ended " + left + " bytes early");
        }
        piece.flip();
      }
    }
    return new CapturedImage(entry, image, pieces);
  }

  private boolean fits(long bytes) {
    long free = totalBytes() - used;
    if (bytes <= free) {
      return true;
    }
    if (exhausted || totalBytes() + bytes - free > budget) {
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

  /** The more it has grown the more it takes at once, so that several threads touch the pages. */
  private void grow(long bytes) {
    long most = (long) LARGEST_CHUNK * Cores.count();
    long generous = Math.max(bytes, Math.min(totalBytes() / GROWTH, most));
    long left = align(totalBytes() + generous > budget ? bytes : generous);
    List<Integer> sizes = new ArrayList<>();
    for (; left > 0; left -= LARGEST_CHUNK) {
      sizes.add((int) Math.max(SMALLEST_CHUNK, Math.min(left, LARGEST_CHUNK)));
    }
    StagingChunk[] more = Arrays.copyOf(chunks, chunks.length + sizes.size());
    long start = totalBytes();
    SharedWork touching = new SharedWork();
    for (int i = 0; i < sizes.size(); i++) {
      int place = chunks.length + i;
      int size = sizes.get(i);
      long from = start;
      touching.add(() -> more[place] = new StagingChunk(from, size), size);
      start += size;
    }
    touching.finish();
    chunks = more;
  }

  private static long align(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Bytes that this memory holds, used or not. */
  public long totalBytes() {
    StagingChunk[] all = chunks;
    return all.length == 0 ? 0 : all[all.length - 1].end();
  }

  /** A stream whose bytes are staged; of any length. */
  StagedStream newStream() {
    return new StagedStream();
  }

  private boolean hasRoomForStream() {
    return totalBytes() - used >= STREAM_PIECE
        || totalBytes() + SMALLEST_CHUNK <= Math.max(budget, LEAST_FOR_STREAMS);
  }

  private ByteBuffer takeStreamPiece() {
    if (totalBytes() - used < STREAM_PIECE) {
      grow(STREAM_PIECE);
    }
    StagingChunk[] all = chunks;
    ByteBuffer piece = all[chunkAt(all, used)].slice(used, STREAM_PIECE);
    used += piece.capacity();
    return piece;
  }

  /** Bytes that are written one after the other and read back once the capture is over. */
  final class StagedStream extends OutputStream {
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private ScratchFile file;

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
          piece = takeStreamPiece();
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
        file = secret ? ScratchFile.secret(overflow.open()) : ScratchFile.plain(overflow.open());
        overflowing.add(file);
      }
    }

    private void toFile() throws IOException {
      piece.flip();
      file.write(piece);
      piece.clear();
    }

    /** What was written, to be read from the beginning. */
    StagedBytes written() throws IOException {
      if (file != null) {
        toFile();
      }
      List<ByteBuffer> inMemory =
          pieces.stream().map(written -> written.duplicate().flip()).toList();
      return new StagedBytes(inMemory, file);
    }
  }
}
