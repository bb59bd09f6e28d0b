/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CorruptCheckpointException;
import dev.cairn.FormatTooNewException;
import dev.cairn.FormatTooOldException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Reads one checkpoint file from its trailer. Opening it checks header, trailer, manifest and the
 * geometry of all blocks; each block is checked when it is read. No byte that failed its check is
 * handed out, and nothing is allocated that the length of the file does not justify.
 *
 * <p>Not thread-safe. Damage is a {@link CorruptCheckpointException} that names the file.
 */
public final class CheckpointFileReader implements AutoCloseable {
  /** Nothing larger is allocated before its checksum is known. */
  private static final int LARGEST_HEAD = 256 << 20;

  private final Path path;
  private final FileChannel channel;
  private final long size;
  private final ByteOrder arrayOrder;
  private final Manifest manifest;
  private final List<Section> sections;
  private ByteBuffer frame = ByteBuffer.allocate(0);

  private CheckpointFileReader(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
    if (size < Layout.HEADER_BYTES + Layout.TRAILER_BYTES) {
      throw corrupt("it has " + size + " bytes, too few for header and trailer");
    }
    ByteBuffer header = read(0, Layout.HEADER_BYTES);
    checkVersion(header);
    checkCrc("header", Layout.crcOf(header), Layout.storedCrc(header));
    this.arrayOrder = header.getInt(12) == 1 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    ByteBuffer trailer = read(size - Layout.TRAILER_BYTES, Layout.TRAILER_BYTES);
    if (trailer.getLong() != Layout.END_MAGIC) {
      throw corrupt("it has no trailer; it is incomplete or was cut off");
    }
    checkCrc("trailer", Layout.crcOf(trailer), Layout.storedCrc(trailer));
    UUID uuid = Layout.getUuid(trailer);
    if (!uuid.equals(Layout.getUuid(header.position(16)))) {
      throw corrupt("header and trailer are of two files");
    }
    Layout.Extent head = Layout.Extent.from(trailer);
    Layout.Extent index = Layout.Extent.from(trailer);
    checkGeometry(head, index);
    this.manifest = readManifest(head);
    if (!uuid.equals(manifest.uuid())) {
      throw corrupt("its manifest is of another file");
    }
    this.sections = readSections(index, head.offset());
  }

  /**
   * Opens a file and checks everything but its blocks.
   *
   * @param path the file
   * @return the reader, to be closed
   * @throws IOException if it cannot be read at all
   * @throws CorruptCheckpointException if it is damaged or incomplete
   * @throws FormatTooNewException if a later version wrote it
   * @throws FormatTooOldException if its format is no longer read
   */
  public static CheckpointFileReader open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new CheckpointFileReader(path, channel);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private void checkVersion(ByteBuffer header) {
    if (header.getLong(0) != Layout.MAGIC) {
      throw corrupt("it does not begin as a checkpoint file does");
    }
    int major = header.getShort(8) & 0xffff;
    if (major > Layout.MAJOR) {
      throw new FormatTooNewException(
          path
              + ": format "
              + major
              + ", this version of Cairn reads up to "
              + Layout.MAJOR
              + "; use the version of Cairn that wrote it, or a later one");
    }
    if (major < 1) {
      throw new FormatTooOldException(path + ": format " + major + " is no longer read");
    }
  }

  private void checkGeometry(Layout.Extent head, Layout.Extent index) {
    boolean tiles =
        head.offset() >= Layout.HEADER_BYTES
            && head.length() > 0
            && head.length() <= LARGEST_HEAD
            && index.length() <= LARGEST_HEAD
            && index.length() >= 4
            && index.offset() == head.offset() + head.length()
            && index.offset() + index.length() == size - Layout.TRAILER_BYTES;
    if (!tiles) {
      throw corrupt("its trailer points outside the file");
    }
  }

  private Manifest readManifest(Layout.Extent head) throws IOException {
    ByteBuffer bytes = read(head.offset(), head.length());
    checkCrc("manifest", Layout.crc(bytes), head.crc());
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return Manifest.fromJson(JsonObject.parse(text));
    } catch (JsonException | IllegalArgumentException | ArithmeticException e) {
      throw new CorruptCheckpointException(path + ": its manifest cannot be read", e);
    }
  }

  private List<Section> readSections(Layout.Extent extent, long framesEnd) throws IOException {
    ByteBuffer index = read(extent.offset(), extent.length());
    checkCrc("index", Layout.crc(index), extent.crc());
    try {
      int count = index.getInt();
      List<Section> result = new ArrayList<>();
      long position = Layout.HEADER_BYTES;
      for (int i = 0; i < count; i++) {
        Section section = Section.from(index);
        for (Section.Block block : section.blocks()) {
          if (block.offset() != position) {
            throw corrupt("its blocks do not follow one another");
          }
          position += Layout.FRAME_BYTES + (long) block.storedLength();
        }
        result.add(section);
      }
      if (position != framesEnd || index.hasRemaining()) {
        throw corrupt("its blocks do not fill the file");
      }
      return result;
    } catch (IllegalArgumentException | java.nio.BufferUnderflowException e) {
      throw new CorruptCheckpointException(path + ": its index cannot be read", e);
    }
  }

  /** The file that is read. */
  public Path path() {
    return path;
  }

  /** The length of the file in bytes. */
  public long size() {
    return size;
  }

  /** The head of the file. */
  public Manifest manifest() {
    return manifest;
  }

  /** The sections in their order. */
  public List<Section> sections() {
    return sections;
  }

  /** The byte order of the elements in array sections. */
  public ByteOrder arrayOrder() {
    return arrayOrder;
  }

  /**
   * Reads every block and checks it.
   *
   * @throws IOException if the file cannot be read
   * @throws CorruptCheckpointException if a block is damaged
   */
  public void verify() throws IOException {
    for (int i = 0; i < sections.size(); i++) {
      for (Section.Block block : sections.get(i).blocks()) {
        block(i, block);
      }
    }
  }

  /**
   * Reads one block and checks it. The buffer is valid until the next call.
   *
   * @param section the number of its section
   * @param block the block
   * @return its bytes, in {@link #arrayOrder()} where it is an array's
   * @throws IOException if the file cannot be read
   * @throws CorruptCheckpointException if it is damaged
   */
  public ByteBuffer block(int section, Section.Block block) throws IOException {
    int length = Layout.FRAME_BYTES + block.storedLength();
    if (frame.capacity() < length) {
      frame = ByteBuffer.allocateDirect(length);
    }
    fill(frame.clear().limit(length), block.offset());
    boolean sound =
        frame.getInt(0) == Layout.FRAME_MAGIC
            && frame.getInt(4) == section
            && frame.getInt(8) == block.codec()
            && frame.getInt(12) == block.rawLength()
            && frame.getInt(16) == block.storedLength()
            && frame.getInt(20) == block.crc()
            && CheckpointFileWriter.frameCrc(frame) == block.crc();
    if (!sound) { // guard: verify-block
      throw corrupt(
          "the block at byte "
              + block.offset()
              + " of section "
              + section
              + " does not have its checksum");
    }
    return frame.slice(Layout.FRAME_BYTES, block.storedLength()).order(arrayOrder);
  }

  private ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    fill(buffer, offset);
    return buffer;
  }

  private void fill(ByteBuffer buffer, long offset) throws IOException {
    long at = offset;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw corrupt("it ends at byte " + at + " while it is read");
      }
      at += count;
    }
    buffer.flip();
  }

  private void checkCrc(String what, int computed, int stored) {
    if (computed != stored) { // guard: verify-manifest
      throw corrupt(
          String.format(
              Locale.ROOT, "its %s has checksum %08x, stored is %08x", what, computed, stored));
    }
  }

  private CorruptCheckpointException corrupt(String what) {
    return new CorruptCheckpointException(path + ": " + what);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
