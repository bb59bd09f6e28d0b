/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.bundled.hashing.HashValue128;
import dev.cairn.bundled.hashing.Hasher128;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/**
 * A block on its way into a file: filled by the writer, hashed and encoded by any one thread, then
 * written by the writer. It is used again and again.
 */
final class EncodedBlock {
  private static final int CRC_AT = Layout.FRAME_BYTES - Integer.BYTES;

  final byte[] raw = new byte[Layout.BLOCK_BYTES];
  private final ByteBuffer head = ByteBuffer.allocate(Layout.FRAME_BYTES);
  private byte[] stored = raw;
  private byte[] shuffled;
  private byte[] packed;
  private byte[] sealed;

  int section;
  int length;
  BlockCodec wanted = BlockCodec.NONE;
  long hashHigh;
  long hashLow;

  /** Its number in the file. */
  int number;

  /** What came of it; less than the raw length wherever it is compressed, unless it is sealed. */
  int storedLength;

  int codec;
  int crc;

  /** Takes the next bytes of a source. */
  void fill(ReadableByteChannel source, int count) throws IOException {
    readFully(source, raw, count);
    length = count;
  }

  /** Reads so many bytes, or says that there are fewer. */
  static void readFully(ReadableByteChannel source, byte[] bytes, int count) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(bytes, 0, count);
    while (target.hasRemaining()) {
      if (source.read(target) < 0) {
        throw new EOFException("a section ended " + target.remaining() + " bytes early");
      }
    }
  }

  /** Leaves out the next bytes of a source. */
  void skip(ReadableByteChannel source, int count) throws IOException {
    if (source instanceof SkippingChannel skipping) {
      skipping.skip(count);
    } else {
      fill(source, count);
    }
  }

  void hash(Hasher128 hasher) {
    HashValue128 hash = hasher.hashBytesTo128Bits(raw, 0, length);
    hashHigh = hash.getMostSignificantBits();
    hashLow = hash.getLeastSignificantBits();
  }

  /** Compresses. What follows is {@link #frame}, or {@link #seal}. */
  void encode() {
    storedLength = length;
    codec = BlockCodec.NONE.code();
    stored = raw;
    if (wanted.method() != BlockCodec.Method.NONE) {
      int compressed = compress();
      if (compressed < length) {
        storedLength = compressed;
        codec = wanted.code();
        stored = packed;
      }
    }
  }

  /** Makes the frame of what is stored. */
  void frame() {
    putHead();
    putCrc();
  }

  /**
   * Encrypts what is stored, and makes its frame.
   *
   * @param key the key of the file
   * @param position where the frame will begin
   */
  void seal(FileKey key, long position) throws IOException {
    ByteBuffer plain = stored();
    storedLength += FileKey.TAG_BYTES;
    codec |= BlockCodec.SEALED;
    if (sealed == null) {
      sealed = new byte[Layout.BLOCK_BYTES + FileKey.TAG_BYTES];
    }
    putHead();
    key.seal(position, Layout.frameHead(head), plain, ByteBuffer.wrap(sealed));
    stored = sealed;
    putCrc();
  }

  private void putHead() {
    head.clear().putInt(Layout.FRAME_MAGIC).putInt(section).putInt(codec);
    head.putInt(length).putInt(storedLength).position(0).limit(Layout.FRAME_BYTES);
  }

  private void putCrc() {
    crc = Layout.crc(Layout.frameHead(head), stored());
    head.putInt(CRC_AT, crc);
  }

  private int compress() {
    if (packed == null) {
      packed = new byte[BlockCodec.most(Layout.BLOCK_BYTES)];
      shuffled = new byte[Layout.BLOCK_BYTES];
    }
    return wanted.encode(raw, length, shuffled, packed);
  }

  /** The header of its frame. */
  ByteBuffer head() {
    return head;
  }

  /** What follows the header. */
  ByteBuffer stored() {
    return ByteBuffer.wrap(stored, 0, storedLength);
  }
}
