/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The key of one file. What is sealed under it (AES-256-GCM, NIST SP 800-38D) can neither be read
 * nor changed without it, nor be taken for what stands elsewhere: the nonce is the place in the
 * file, used once because a file is written once, front to back, and never under the key of
 * another.
 *
 * <p>Immutable; used by any number of threads.
 */
final class FileKey {
  /** What sealing adds. */
  static final int TAG_BYTES = 16;

  private static final int NONCE_BYTES = 12;

  private final SecretKey key;

  FileKey(SecretKey key) {
    this.key = key;
  }

  /**
   * Encrypts.
   *
   * @param position where the result will stand in the file
   * @param associated what it must stay together with; left as it is
   * @param plain the bytes; consumed
   * @param target gets them and the tag; flipped
   */
  void seal(long position, ByteBuffer associated, ByteBuffer plain, ByteBuffer target)
      throws IOException {
    try {
      int unused = cipher(Cipher.ENCRYPT_MODE, position, associated).doFinal(plain, target);
      target.flip();
    } catch (GeneralSecurityException e) {
      throw new IOException("a checkpoint cannot be encrypted: " + e, e);
    }
  }

  /**
   * Decrypts.
   *
   * @param position where it stands in the file
   * @param associated what it was sealed together with; left as it is
   * @param sealed the bytes and the tag; consumed
   * @param target gets the bytes; flipped
   * @return false where it is not what was sealed: then nothing of it is used
   */
  boolean open(long position, ByteBuffer associated, ByteBuffer sealed, ByteBuffer target)
      throws IOException {
    try {
      int unused = cipher(Cipher.DECRYPT_MODE, position, associated).doFinal(sealed, target);
      target.flip();
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IOException("a checkpoint cannot be decrypted: " + e, e);
    }
  }

  private Cipher cipher(int mode, long position, ByteBuffer associated)
      throws GeneralSecurityException {
    byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(0).putLong(position).array();
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
    cipher.updateAAD(associated.duplicate());
    return cipher;
  }
}
