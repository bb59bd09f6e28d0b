/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Writes one checkpoint file front to back, in the layout of {@link Layout}. It does not open,
 * force or name the file: that is the store's part.
 *
 * <p>Used by one thread. After an exception the file is unfinished and is discarded by the store.
 */
public final class CheckpointFileWriter {
  private final WritableByteChannel channel;
  private final UUID uuid;
  private final ByteBuffer frame =
      ByteBuffer.allocateDirect(Layout.FRAME_BYTES + Layout.BLOCK_BYTES);
  private final List<Section> sections = new ArrayList<>();
  private long position;

  /**
   * Begins the file with its header.
   *
   * @param channel where the bytes go
   * @param uuid the identity of the new file
   * @throws IOException if the channel fails
   */
  public CheckpointFileWriter(WritableByteChannel channel, UUID uuid) throws IOException {
    this.channel = channel;
    this.uuid = uuid;
    write(Layout.header(uuid));
  }

  /**
   * Writes a section in blocks.
   *
   * @param kind what it holds
   * @param length how many bytes the source has
   * @param source its bytes
   * @throws IOException if either channel fails or the source is shorter than it said
   */
  public void section(Section.Kind kind, long length, ReadableByteChannel source)
      throws IOException {
    List<Section.Block> blocks = new ArrayList<>();
    for (long left = length; left > 0; ) {
      int raw = (int) Math.min(left, Layout.BLOCK_BYTES);
      blocks.add(block(source, raw));
      left -= raw;
    }
    sections.add(new Section(kind, length, blocks));
  }

  private Section.Block block(ReadableByteChannel source, int raw) throws IOException {
    frame.clear().position(Layout.FRAME_BYTES).limit(Layout.FRAME_BYTES + raw);
    while (frame.hasRemaining()) {
      if (source.read(frame) < 0) {
        throw new EOFException("a section ended " + frame.remaining() + " bytes early");
      }
    }
    frame.flip();
    frame.putInt(0, Layout.FRAME_MAGIC).putInt(4, sections.size()).putInt(8, Layout.CODEC_NONE);
    frame.putInt(12, raw).putInt(16, raw);
    int crc = frameCrc(frame);
    frame.putInt(20, crc);
    Section.Block block = new Section.Block(position, raw, raw, Layout.CODEC_NONE, crc);
    write(frame);
    return block;
  }

  static int frameCrc(ByteBuffer frame) {
    ByteBuffer head = frame.duplicate().position(0).limit(Layout.FRAME_BYTES - 4);
    return Layout.crc(head, frame.duplicate().position(Layout.FRAME_BYTES));
  }

  /**
   * Ends the file with its manifest and trailer.
   *
   * @param manifest the head of the file
   * @return the length of the file in bytes
   * @throws IOException if the channel fails
   */
  public long finish(Manifest manifest) throws IOException {
    ByteBuffer head = StandardCharsets.UTF_8.encode(manifest.toJson().toString());
    Layout.Extent headExtent = new Layout.Extent(position, head.remaining(), Layout.crc(head));
    write(head);
    ByteBuffer index = ByteBuffer.allocate(Section.indexBytes(sections)).putInt(sections.size());
    sections.forEach(section -> section.appendTo(index));
    index.flip();
    Layout.Extent indexExtent = new Layout.Extent(position, index.remaining(), Layout.crc(index));
    write(index);
    write(Layout.trailer(uuid, headExtent, indexExtent));
    return position;
  }

  private void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      position += channel.write(bytes);
    }
  }
}
