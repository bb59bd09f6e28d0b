/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bytes that are written one after the other to a file without a name, and read back by the same
 * process. Where they are secret they stand there encrypted (AES-256 in counter mode) under a key
 * that is in memory alone, and used for this file alone.
 *
 * <p>Used by one thread at a time.
 */
final class ScratchFile implements Closeable {
  private static final int AES_BLOCK = 16;
  private static final int KEY_BYTES = 32;

  private final FileChannel channel;
  private final SecretKey key;
  private long written;

  private ScratchFile(FileChannel channel, SecretKey key) {
    this.channel = channel;
    this.key = key;
  }

  static ScratchFile plain(FileChannel channel) {
    return new ScratchFile(channel, null);
  }

  static ScratchFile secret(FileChannel channel) {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return new ScratchFile(channel, new SecretKeySpec(key, "AES"));
  }

  /** How many bytes were written. */
  long length() {
    return written;
  }

  /** Writes all that a buffer holds. */
  void write(ByteBuffer bytes) throws IOException {
    ByteBuffer stored = key == null ? bytes : crypted(bytes, written);
    while (stored.hasRemaining()) {
      written += channel.write(stored);
    }
  }

  /** Reads some bytes from a place; returns how many. */
  int read(ByteBuffer target, long position) throws IOException {
    ByteBuffer part = target.duplicate();
    int count = channel.read(target, position);
    if (key != null && count > 0) {
      ByteBuffer stored = part.duplicate().limit(part.position() + count);
      part.put(crypted(stored, position));
    }
    return count;
  }

  /** Encrypts or decrypts, which is the same, what stands at a place. */
  private ByteBuffer crypted(ByteBuffer bytes, long position) throws IOException {
    try {
      byte[] counter = ByteBuffer.allocate(AES_BLOCK).putLong(8, position / AES_BLOCK).array();
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(counter));
      byte[] unused = cipher.update(new byte[(int) (position % AES_BLOCK)]);
      ByteBuffer result = ByteBuffer.allocate(bytes.remaining());
      int count = cipher.doFinal(bytes, result);
      if (count != result.capacity()) {
        throw new IOException("counter mode has made " + count + " bytes of " + result.capacity());
      }
      return result.flip();
    } catch (GeneralSecurityException e) {
      throw new IOException("captured state cannot be encrypted: " + e, e);
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
