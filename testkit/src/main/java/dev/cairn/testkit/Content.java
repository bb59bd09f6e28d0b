/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * The content of a file at some time. Contents of different times share the sectors in which they
 * do not differ, which is why thousands of them fit into memory.
 */
final class Content {
  static final Content EMPTY = new Content(0, new Sector[0]);

  private final long size;
  private final Sector[] sectors;
  private volatile byte[] digest;

  /** Takes over the array, of which there must be as many elements as the size needs. */
  Content(long size, Sector[] sectors) {
    this.size = size;
    this.sectors = sectors;
  }

  static Content of(byte[] bytes) {
    return DataChange.write(0, Bytes.of(bytes)).after(EMPTY);
  }

  long size() {
    return size;
  }

  /** A copy that can be extended. */
  Sector[] sectors(int length) {
    return Arrays.copyOf(sectors, length);
  }

  int sectorCount() {
    return sectors.length;
  }

  /** The same with zeros added, or without its end, to have that size. */
  Content resized(long newSize) {
    ContentBuilder builder = new ContentBuilder(this);
    builder.truncate(newSize);
    builder.grow(newSize);
    return builder.build();
  }

  byte[] toArray() {
    byte[] bytes = new byte[Math.toIntExact(size)];
    for (int i = 0; i < sectors.length; i++) {
      int at = i * Sector.SIZE;
      sectors[i].copyTo(bytes, at, bytes.length - at);
    }
    return bytes;
  }

  byte[] digest() {
    byte[] known = digest;
    if (known == null) {
      MessageDigest forSectors = sha256();
      MessageDigest whole = sha256();
      whole.update(ByteBuffer.allocate(Long.BYTES).putLong(size).flip());
      for (Sector sector : sectors) {
        whole.update(sector.digest(forSectors));
      }
      known = whole.digest();
      digest = known;
    }
    return known;
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
