/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.bundled.hashing.Hasher128;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
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
  private final BlockLine line;
  private final CompressionChoice choice;
  private final SharingPlan plan;
  private final ByteBuffer header;
  private final Optional<FileKey> key;
  private final Hasher128 hasher = BlockTable.hasher();
  private final BlockTable table = new BlockTable();
  private final SectionList sections = new SectionList(table.blocks());
  private int planned;
  private long position;
  private long writeNanos;

  /**
   * Begins a file that stands for itself, with its header.
   *
   * @param channel where the bytes go
   * @param uuid the identity of the new file
   * @param encoding threads and memory
   * @throws IOException if the channel fails
   */
  public CheckpointFileWriter(WritableByteChannel channel, UUID uuid, Encoding encoding)
      throws IOException {
    this(channel, uuid, encoding, null);
  }

  /**
   * Begins a file with its header.
   *
   * @param channel where the bytes go
   * @param uuid the identity of the new file
   * @param encoding threads and memory
   * @param plan which blocks stand in other files; null where none does
   * @throws IOException if the channel fails
   */
  public CheckpointFileWriter(
      WritableByteChannel channel, UUID uuid, Encoding encoding, SharingPlan plan)
      throws IOException {
    this.channel = channel;
    this.uuid = uuid;
    this.line = encoding.line();
    this.choice = encoding.choice();
    this.plan = plan;
    this.header = encoding.keys().header(uuid);
    this.key = encoding.keys().sealing(uuid);
    write(header.duplicate());
  }

  /**
   * Writes a section in blocks.
   *
   * @param kind what it holds
   * @param elementBytes the width of its elements, 1 where it has none
   * @param length how many bytes the source has
   * @param source its bytes
   * @throws IOException if either channel fails or the source is shorter than it said
   */
  public void section(Section.Kind kind, int elementBytes, long length, ReadableByteChannel source)
      throws IOException {
    byte[] changes = plan == null ? null : plan.changesOf(sections.size());
    if (changes == null) {
      int number = sections.begin(kind, length, 0);
      blocks(number, elementBytes, length, source, plan != null);
    } else {
      int base = plan.addStreamFiles(table);
      int number = sections.begin(kind, length, base);
      planned += Section.blocksOf(length);
      blocks(
          number, 1, changes.length, Channels.newChannel(new ByteArrayInputStream(changes)), false);
    }
  }

  private void blocks(
      int section, int elementBytes, long length, ReadableByteChannel source, boolean isPlanned)
      throws IOException {
    BlockCodec codec = null;
    try {
      for (long left = length; left > 0; ) {
        int raw = (int) Math.min(left, Layout.BLOCK_BYTES);
        EncodedBlock block = line.next(this::put);
        block.number = table.place();
        if (isPlanned && plan.isShared(planned)) {
          block.skip(source, raw);
          plan.share(planned, table, block.number);
          line.giveBack(block);
        } else {
          block.fill(source, raw);
          codec = codec == null ? choice.of(elementBytes, length, block.raw, raw) : codec;
          begin(block, section, codec);
        }
        planned += isPlanned ? 1 : 0;
        left -= raw;
      }
    } catch (IOException | RuntimeException | Error e) {
      line.abandon();
      throw e;
    }
  }

  private void begin(EncodedBlock block, int section, BlockCodec codec) {
    block.section = section;
    block.wanted = codec;
    line.begin(
        block,
        filled -> {
          // Of these very bytes, whatever a plan has read before.
          filled.hash(hasher);
          filled.encode();
          if (key.isEmpty()) {
            filled.frame(); // else where it is known at which place it stands
          }
        });
  }

  private void put(EncodedBlock block) throws IOException {
    if (key.isPresent()) {
      block.seal(key.get(), position);
    }
    Section.Block entry =
        new Section.Block(0, position, block.storedLength, block.length, block.codec, block.crc);
    write(block.head());
    write(block.stored());
    table.set(block.number, block.hashHigh, block.hashLow, entry);
  }

  /**
   * Ends the file with its manifest and trailer.
   *
   * @param manifest the head of the file
   * @return the length of the file in bytes
   * @throws IOException if the channel fails
   */
  public long finish(Manifest manifest) throws IOException {
    try {
      line.drain(this::put);
    } catch (IOException | RuntimeException | Error e) {
      line.abandon();
      throw e;
    }
    Layout.Extent head = piece(StandardCharsets.UTF_8.encode(manifest.toJson().toString()));
    Layout.Extent index = piece(IndexCodec.encode(sections, table.files()));
    write(Layout.trailer(uuid, head, index));
    return position;
  }

  private Layout.Extent piece(ByteBuffer plain) throws IOException {
    ByteBuffer bytes = plain;
    if (key.isPresent()) {
      bytes = ByteBuffer.allocate(plain.remaining() + FileKey.TAG_BYTES);
      key.get().seal(position, header, plain, bytes);
    }
    Layout.Extent extent = new Layout.Extent(position, bytes.remaining(), Layout.crc(bytes));
    write(bytes);
    return extent;
  }

  /** The blocks of the file, those it shares too; once it is finished. */
  public BlockTable table() {
    return table;
  }

  /** How long the channel took. */
  public long writeNanos() {
    return writeNanos;
  }

  private void write(ByteBuffer bytes) throws IOException {
    long begun = System.nanoTime();
    while (bytes.hasRemaining()) {
      position += channel.write(bytes);
    }
    writeNanos += System.nanoTime() - begun;
  }
}
