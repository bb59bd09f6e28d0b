/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.posix.OpenFlag;
import net.openhft.posix.PosixAPI;
import net.openhft.posix.PosixRuntimeException;

/**
 * The parts of a sparse file that hold anything: a map takes address space for all its entries at
 * once, and memory only as they come.
 *
 * <pre>
 *   count u64 | for each: offset u64 | length u64      the header of an image
 *   bytes of the first, of the second ...
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
final class FileExtents implements AutoCloseable {
  /** A part of a file. */
  record Extent(long offset, long length) {
    static final int BYTES = 16;
  }

  // Of lseek(2) on Linux.
  private static final int SEEK_DATA = 3;
  private static final int SEEK_HOLE = 4;

  // ENXIO.
  private static final int NO_MORE_DATA = 6;

  private final FileChannel channel;
  private final int descriptor;

  private FileExtents(FileChannel channel, int descriptor) {
    this.channel = channel;
    this.descriptor = descriptor;
  }

  /** Opens a file; its name is not needed any more afterwards. */
  static FileExtents open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file);
    try {
      return new FileExtents(channel, PosixAPI.posix().open(file.toString(), OpenFlag.O_RDWR, 0));
    } catch (RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Takes the space for all of it now: a map that finds none later would end the JVM.
   *
   * @throws IOException if there is not enough
   */
  void reserve() throws IOException {
    try {
      if (PosixAPI.posix().fallocate(descriptor, 0, 0, channel.size()) != 0) {
        throw new IOException("fallocate failed");
      }
    } catch (PosixRuntimeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** What holds data now, in order; where the file system cannot tell, all of it. */
  List<Extent> extents() throws IOException {
    long size = channel.size();
    List<Extent> extents = new ArrayList<>();
    long at = 0;
    while (at < size) {
      long data = seek(at, SEEK_DATA);
      long hole = data < 0 ? -1 : seek(data, SEEK_HOLE);
      if (hole < 0) {
        boolean none = at > 0 && PosixAPI.posix().lastError() == NO_MORE_DATA;
        return none ? extents : List.of(new Extent(0, size));
      }
      extents.add(new Extent(data, hole - data));
      at = hole;
    }
    return extents;
  }

  private long seek(long from, int whence) {
    try {
      return PosixAPI.posix().lseek(descriptor, from, whence);
    } catch (PosixRuntimeException e) {
      return -1;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  /** How long the image of some extents is. */
  static long imageLength(List<Extent> extents) {
    long length = Long.BYTES;
    for (Extent extent : extents) {
      length += Extent.BYTES + extent.length();
    }
    return length;
  }

  /** The image, header first, read from the file as it is by then. */
  ReadableByteChannel read(List<Extent> extents) {
    ByteBuffer header = ByteBuffer.allocate(Long.BYTES + extents.size() * Extent.BYTES);
    header.putLong(extents.size());
    extents.forEach(extent -> header.putLong(extent.offset()).putLong(extent.length()));
    return new ImageChannel(header.flip(), extents);
  }

  private final class ImageChannel implements ReadableByteChannel {
    private final ByteBuffer header;
    private final List<Extent> extents;
    private int current;
    private long position;

    ImageChannel(ByteBuffer header, List<Extent> extents) {
      this.header = header;
      this.extents = extents;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      if (header.hasRemaining()) {
        int count = Math.min(header.remaining(), target.remaining());
        target.put(header.slice(header.position(), count));
        header.position(header.position() + count);
        return count;
      }
      while (current < extents.size() && position == extents.get(current).length()) {
        current++;
        position = 0;
      }
      if (current == extents.size()) {
        return -1;
      }
      Extent extent = extents.get(current);
      int limit = target.limit();
      int count = (int) Math.min(target.remaining(), extent.length() - position);
      target.limit(target.position() + count);
      int done = channel.read(target, extent.offset() + position);
      target.limit(limit);
      position += Math.max(done, 0);
      return done;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  /**
   * Writes an image into a new, empty file.
   *
   * @param size how long the file will be
   * @param length how long the image is
   */
  static void write(ReadableByteChannel image, FileChannel file, long size, long length)
      throws IOException {
    ByteBuffer head = fill(image, ByteBuffer.allocate(Long.BYTES));
    long count = head.getLong();
    if (count < 0 || count > length / (Extent.BYTES + 1)) {
      throw new IOException("the image has " + count + " extents for " + size + " bytes");
    }
    List<Extent> extents = new ArrayList<>();
    long end = 0;
    for (long i = 0; i < count; i++) {
      ByteBuffer entry = fill(image, ByteBuffer.allocate(Extent.BYTES));
      Extent extent = new Extent(entry.getLong(), entry.getLong());
      boolean inOrder = extent.offset() >= end && extent.length() > 0;
      if (!inOrder || extent.offset() > size - extent.length()) {
        throw new IOException("the image has an impossible " + extent + " of " + size + " bytes");
      }
      end = extent.offset() + extent.length();
      extents.add(extent);
    }
    ByteBuffer piece = ByteBuffer.allocateDirect(1 << 20);
    for (Extent extent : extents) {
      copy(image, file, extent, piece);
    }
    if (file.size() < size) {
      file.write(ByteBuffer.allocate(1), size - 1);
    }
  }

  private static void copy(
      ReadableByteChannel image, FileChannel file, Extent extent, ByteBuffer piece)
      throws IOException {
    long at = extent.offset();
    for (long left = extent.length(); left > 0; ) {
      fill(image, piece.clear().limit((int) Math.min(piece.capacity(), left)));
      left -= piece.remaining();
      while (piece.hasRemaining()) {
        at += file.write(piece, at);
      }
    }
  }

  private static ByteBuffer fill(ReadableByteChannel source, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (source.read(target) < 0) {
        throw new IOException("the image ends " + target.remaining() + " bytes early");
      }
    }
    return target.flip();
  }

  @Override
  public void close() throws IOException {
    PosixAPI.posix().close(descriptor);
    channel.close();
  }
}
