/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CorruptCheckpointException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads, checks and decodes blocks of one checkpoint, from whichever file they stand in. Each
 * thread has one of its own.
 */
public final class BlockReader {
  private final CheckpointFileReader reader;
  private ByteBuffer memory = ByteBuffer.allocate(0);
  private byte[] stored = new byte[0];
  private byte[] decompressed = new byte[0];
  private byte[] unshuffled = new byte[0];
  private byte[] opened = new byte[0];

  BlockReader(CheckpointFileReader reader) {
    this.reader = reader;
  }

  /**
   * Reads one block and checks it. The buffer is valid until the next call.
   *
   * @param section the number of its section
   * @param block the block
   * @return its bytes, in {@link CheckpointFileReader#arrayOrder()} where it is an array's
   * @throws IOException if the file cannot be read
   * @throws CorruptCheckpointException if it is damaged
   */
  public ByteBuffer read(int section, Section.Block block) throws IOException {
    ByteBuffer bytes = check(section, block);
    BlockCodec codec = BlockCodec.of(block.codec());
    if (codec.method() != BlockCodec.Method.NONE) {
      bytes = decompress(codec, bytes, section, block);
    }
    return bytes.order(reader.arrayOrder());
  }

  private ByteBuffer decompress(
      BlockCodec codec, ByteBuffer bytes, int section, Section.Block block) {
    int length = block.rawLength();
    int storedLength = bytes.remaining();
    stored = atLeast(stored, storedLength);
    decompressed = atLeast(decompressed, length);
    bytes.get(stored, 0, storedLength);
    if (!codec.decompress(stored, storedLength, decompressed, length)) {
      throw reader.damaged(section, block, "does not decompress (" + codec + ")");
    }
    if (codec.width() == 0) {
      return ByteBuffer.wrap(decompressed, 0, length).slice();
    }
    unshuffled = atLeast(unshuffled, length);
    BlockCodec.unshuffle(decompressed, length, codec.width(), unshuffled);
    return ByteBuffer.wrap(unshuffled, 0, length).slice();
  }

  private ByteBuffer memory(int length) {
    if (memory.capacity() < length) {
      memory = ByteBuffer.allocateDirect(length);
    }
    return memory.clear().limit(length);
  }

  private static byte[] atLeast(byte[] there, int length) {
    return there.length >= length ? there : new byte[length];
  }

  private ByteBuffer open(ByteBuffer frame, int section, Section.Block block) throws IOException {
    Optional<FileKey> key = reader.key(block.file());
    if (key.isPresent() != BlockCodec.isSealed(block.codec())) {
      throw reader.damaged(section, block, "is not encrypted as its file is");
    }
    ByteBuffer bytes = frame.slice(Layout.FRAME_BYTES, block.storedLength());
    if (key.isEmpty()) {
      return bytes;
    }
    opened = atLeast(opened, block.storedLength());
    ByteBuffer plain = ByteBuffer.wrap(opened);
    if (!key.get().open(block.offset(), Layout.frameHead(frame), bytes, plain)) { // guard: tag
      throw reader.damaged(section, block, "was changed by somebody without its key");
    }
    return plain.slice();
  }

  /** Reads one block and checks it, before it is decompressed. */
  ByteBuffer check(int section, Section.Block block) throws IOException {
    int length = Layout.FRAME_BYTES + block.storedLength();
    ByteBuffer frame = reader.bytes(block.file(), block.offset(), length, this::memory);
    boolean sound =
        frame.getInt(0) == Layout.FRAME_MAGIC
            && (block.file() > 0 || frame.getInt(4) == section)
            && frame.getInt(8) == block.codec()
            && frame.getInt(12) == block.rawLength()
            && frame.getInt(16) == block.storedLength()
            && frame.getInt(20) == block.crc()
            && Layout.frameCrc(frame) == block.crc();
    if (!sound) { // guard: verify-block
      throw reader.damaged(section, block, "does not have its checksum");
    }
    return open(frame, section, block);
  }
}
