/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The byte layout of a checkpoint file, format 1. All numbers are big-endian; only the elements of
 * large arrays are in the order that the header names, so that they are copied in bulk.
 *
 * <pre>
 *   0  header     | "CAIRNCKP" 8 | major 2 | minor 2 | array order 4 | uuid 16
 *                 | cipher 4 | key number 8 | zero 16 | crc 4 |
 *  64  frames     | "CBLK" 4 | section 4 | codec 4 | raw length 4 | stored length 4 | crc 4 | bytes |
 *      ...          one after the other without gaps; none holds bytes of two sections
 *      head       | JSON: who wrote it, timings, roots, schema                                      |
 *      index      | what stands where: {@link IndexCodec}                                          |
 *  -64 trailer    | "CAIRNEND" 8 | uuid 16 | head offset 8 | length 4 | crc 4 |
 *                 | index offset 8 | length 4 | crc 4 | zero 4 | crc 4 |
 * </pre>
 *
 * <p>Every byte is covered by exactly one CRC32C: the header's over its first 60 bytes, a frame's
 * over the first 20 bytes of its header and its stored bytes, the head's and the index's over all
 * of them, the trailer's over its first 60 bytes. Array order is 1 for little-endian, 0 for
 * big-endian. The file is written front to back once and read from the trailer.
 *
 * <p>Cipher is 0, or 1 for AES-256-GCM. Then head, index and the stored bytes of each frame are
 * ciphertext with its tag of 16 bytes behind it, and the codec of each frame says so; checksums are
 * over what stands in the file. The nonce is the offset of the piece (of a frame: of its header) in
 * 12 bytes; associated data are all 64 bytes of the header for head and index, the first 20 of its
 * own header for a frame. Keys: {@link KeyRing}.
 */
final class Layout {
  static final long MAGIC = magic("CAIRNCKP");
  static final long END_MAGIC = magic("CAIRNEND");
  static final int FRAME_MAGIC = (int) (magic("CBLKCBLK") >>> 32);
  static final int MAJOR = 1;
  static final int MINOR = 2;

  /** Earlier ones were never released. */
  static final int LEAST_MINOR = 2;

  static final int HEADER_BYTES = 64;
  static final int TRAILER_BYTES = 64;
  static final int FRAME_BYTES = 24;

  /** Raw bytes of a block: large enough for fast writes, small enough to be damaged alone. */
  static final int BLOCK_BYTES = 1 << 20;

  static final int UUID_AT = 16;
  static final int CIPHER_AT = 32;
  static final int KEY_NUMBER_AT = 36;

  /** The bytes at {@link #CIPHER_AT} where nothing is encrypted. */
  static final int PLAIN = 0;

  static final int AES_256_GCM = 1;

  private static final int CRC_AT = 60;

  private Layout() {}

  static ByteBuffer header(UUID uuid, int cipher, long keyNumber) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putLong(MAGIC).putShort((short) MAJOR).putShort((short) MINOR);
    header.putInt(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 1 : 0);
    putUuid(header, uuid);
    header.putInt(cipher).putLong(keyNumber);
    return closed(header);
  }

  static ByteBuffer trailer(UUID uuid, Extent head, Extent index) {
    ByteBuffer trailer = ByteBuffer.allocate(TRAILER_BYTES).putLong(END_MAGIC);
    putUuid(trailer, uuid);
    head.appendTo(trailer);
    index.appendTo(trailer);
    return closed(trailer);
  }

  static void putUuid(ByteBuffer buffer, UUID uuid) {
    buffer.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
  }

  static UUID getUuid(ByteBuffer buffer) {
    return new UUID(buffer.getLong(), buffer.getLong());
  }

  /** The CRC that a header or trailer should carry. */
  static int crcOf(ByteBuffer headerOrTrailer) {
    return crc(headerOrTrailer.duplicate().position(0).limit(CRC_AT));
  }

  /** The CRC that a frame should carry, from its beginning to its end. */
  static int frameCrc(ByteBuffer frame) {
    return crc(frameHead(frame), frame.duplicate().position(FRAME_BYTES));
  }

  /** The header of a frame without its checksum. */
  static ByteBuffer frameHead(ByteBuffer frame) {
    return frame.duplicate().position(0).limit(FRAME_BYTES - 4);
  }

  static int storedCrc(ByteBuffer headerOrTrailer) {
    return headerOrTrailer.getInt(CRC_AT);
  }

  static int crc(ByteBuffer... parts) {
    CRC32C crc = new CRC32C();
    for (ByteBuffer part : parts) {
      crc.update(part.duplicate());
    }
    return (int) crc.getValue();
  }

  private static ByteBuffer closed(ByteBuffer buffer) {
    buffer.putInt(CRC_AT, crcOf(buffer));
    return buffer.position(0).limit(buffer.capacity());
  }

  private static long magic(String text) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | text.charAt(i);
    }
    return value;
  }

  /**
   * A checksummed piece of the file.
   *
   * @param offset where it begins
   * @param length how many bytes it has
   * @param crc the CRC32C of them
   */
  record Extent(long offset, int length, int crc) {
    void appendTo(ByteBuffer buffer) {
      buffer.putLong(offset).putInt(length).putInt(crc);
    }

    static Extent from(ByteBuffer buffer) {
      return new Extent(buffer.getLong(), buffer.getInt(), buffer.getInt());
    }
  }
}
