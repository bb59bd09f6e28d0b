/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.CheckpointKeyException;
import dev.cairn.FormatTooNewException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys under which a run's checkpoints are encrypted: the first for new ones, each for those
 * that were written under it. With none, nothing is encrypted.
 *
 * <p>From each key follow, by HKDF-Expand (RFC 5869) with HMAC-SHA256, its number, which stands in
 * the header of a file, and the key of each file, by its uuid. Immutable.
 */
public final class KeyRing {
  /** The bytes of a key. */
  public static final int KEY_BYTES = 32;

  /** Nothing is encrypted. */
  public static final KeyRing NONE = new KeyRing(List.of(), "", true);

  private static final String MAC = "HmacSHA256";
  private static final String OF_A_FILE = "cairn file key";
  private static final String NUMBER = "cairn key number";

  private record Key(SecretKey key, long number) {}

  private final List<Key> keys;
  private final String source;
  private final boolean acceptsPlain;

  private KeyRing(List<Key> keys, String source, boolean acceptsPlain) {
    this.keys = keys;
    this.source = source;
    this.acceptsPlain = acceptsPlain;
  }

  /**
   * Makes a ring.
   *
   * @param keys at least one, of {@link #KEY_BYTES} bytes each; the first is for new files
   * @param source where they are from, for messages
   * @param acceptsPlain true where files that are not encrypted are read as well
   */
  public static KeyRing of(List<byte[]> keys, String source, boolean acceptsPlain) {
    return new KeyRing(keys.stream().map(KeyRing::key).toList(), source, acceptsPlain);
  }

  private static Key key(byte[] bytes) {
    SecretKey key = new SecretKeySpec(bytes, MAC);
    return new Key(key, ByteBuffer.wrap(expand(key, NUMBER, new byte[0])).getLong());
  }

  /** The first 32 bytes of HKDF-Expand: T(1) = HMAC(key, info | 1). */
  private static byte[] expand(SecretKey key, String what, byte[] of) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(key);
      mac.update(what.getBytes(StandardCharsets.US_ASCII));
      mac.update(of);
      return mac.doFinal(new byte[] {1});
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + MAC, e);
    }
  }

  private static FileKey ofFile(Key key, UUID uuid) {
    ByteBuffer of = ByteBuffer.allocate(2 * Long.BYTES);
    Layout.putUuid(of, uuid);
    return new FileKey(new SecretKeySpec(expand(key.key(), OF_A_FILE, of.array()), "AES"));
  }

  /** True where nothing is encrypted. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /** The header of a new file. */
  ByteBuffer header(UUID uuid) {
    return keys.isEmpty()
        ? Layout.header(uuid, Layout.PLAIN, 0)
        : Layout.header(uuid, Layout.AES_256_GCM, keys.get(0).number());
  }

  /** The key of a new file; empty where nothing is encrypted. */
  Optional<FileKey> sealing(UUID uuid) {
    return keys.stream().findFirst().map(key -> ofFile(key, uuid));
  }

  /**
   * The key of a file.
   *
   * @param path the file, for messages
   * @param header its header, of which the checksum is right
   * @return empty where it is not encrypted
   * @throws CheckpointKeyException if it cannot be read with these keys
   */
  Optional<FileKey> opening(Path path, ByteBuffer header) {
    int cipher = header.getInt(Layout.CIPHER_AT);
    if (cipher == Layout.PLAIN) {
      if (!acceptsPlain) { // guard: refuse-plain
        throw plain(path);
      }
      return Optional.empty();
    }
    if (cipher != Layout.AES_256_GCM) {
      throw new FormatTooNewException(
          path
              + ": encrypted in a way ("
              + cipher
              + ") that this version of Cairn does not know; use the version that wrote it, or a"
              + " later one");
    }
    long number = header.getLong(Layout.KEY_NUMBER_AT);
    UUID uuid = Layout.getUuid(header.duplicate().position(Layout.UUID_AT));
    return Optional.of(
        keys.stream()
            .filter(key -> key.number() == number)
            .findFirst()
            .map(key -> ofFile(key, uuid))
            .orElseThrow(() -> missing(path, number)));
  }

  private CheckpointKeyException plain(Path path) {
    return new CheckpointKeyException(
        path
            + " is not encrypted, and a key file is given ("
            + source
            + "): somebody without the key may have put it there. If it is this run's own, from"
            + " before it was encrypted, resume once with CAIRN_ACCEPT_UNENCRYPTED=true; its next"
            + " checkpoints are encrypted");
  }

  private CheckpointKeyException missing(Path path, long number) {
    String has =
        keys.isEmpty()
            ? "no key file is given: name it with keyFile(...) or CAIRN_KEY_FILE"
            : source
                + " has "
                + numbers()
                + ": give the file that the run was started with, or add the key to it as a"
                + " further line";
    return new CheckpointKeyException(
        path + " is encrypted under key " + shown(number) + ", and " + has);
  }

  private static String shown(long number) {
    return String.format(Locale.ROOT, "%016x", number);
  }

  /** The numbers of the keys, as messages show them. */
  public List<String> numbers() {
    return keys.stream().map(key -> shown(key.number())).toList();
  }

  /** Never the keys. */
  @Override
  public String toString() {
    return "keys " + numbers();
  }
}
