/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.CheckpointKeyException;
import dev.cairn.internal.format.KeyRing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A file of keys that nobody but its owner can read or change: one a line in Base64, the newest
 * first; empty lines and those that begin with # do not count.
 */
public final class KeyFile {
  private static final int OTHERS = 0077;
  private static final int OTHERS_WRITE = 0022;

  /** A few keys, not a file given by mistake. */
  private static final int MOST_BYTES = 64 << 10;

  private static final String HOW_TO_MAKE =
      "make one with: (umask 077; head -c 32 /dev/urandom | base64 > cairn.key)";

  private KeyFile() {}

  /**
   * Reads it.
   *
   * @param file where it is
   * @param acceptsPlain true where checkpoints that are not encrypted are read as well
   * @throws CheckpointKeyException if others could read it, or it holds something else
   */
  public static KeyRing read(Path file, boolean acceptsPlain) {
    try {
      Path real = file.toRealPath();
      checkFolder(real);
      checkRights(real);
      return KeyRing.of(keys(real), file.toString(), acceptsPlain);
    } catch (IOException e) {
      throw new CheckpointKeyException(
          "the key file " + file + " cannot be read (" + e + "); " + HOW_TO_MAKE, e);
    }
  }

  /** Whoever may rename in its folder could put another file there while it is read. */
  private static void checkFolder(Path file) throws IOException {
    Path folder = DurableFiles.parentOf(file);
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return; // said below
    }
    if (FolderSafety.mayReplaceIn(folder, OTHERS_WRITE)) {
      throw new CheckpointKeyException(
          "the folder "
              + folder
              + " of the key file "
              + file
              + " can be written by others than its owner, who could replace the file: chmod go-w "
              + folder
              + ", or keep the key elsewhere");
    }
  }

  private static void checkRights(Path file) throws IOException {
    if (!Files.readAttributes(file, "isRegularFile").get("isRegularFile").equals(true)) {
      throw new CheckpointKeyException("the key file " + file + " is not a regular file");
    }
    if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      throw new CheckpointKeyException(
          "who may read the key file " + file + " cannot be known here; keep it elsewhere");
    }
    int mode = DurableFiles.unixMode(file);
    if ((mode & OTHERS) != 0) { // guard: key-rights
      throw new CheckpointKeyException(
          String.format(
              Locale.ROOT,
              "the key file %s may be used by others than its owner (its mode is %04o): chmod 600"
                  + " %s, and if others may have read it, make a new key as its first line",
              file,
              mode & 07777,
              file));
    }
    if (!FolderSafety.isOurs(file)) {
      throw new CheckpointKeyException(
          "the key file "
              + file
              + " belongs to "
              + Files.getOwner(file).getName()
              + ", who could change it; copy the key into a file of your own");
    }
  }

  private static List<byte[]> keys(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new CheckpointKeyException(
          "the key file "
              + file
              + " has "
              + Files.size(file)
              + " bytes and is none; "
              + HOW_TO_MAKE);
    }
    List<byte[]> keys = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
      number++;
      String text = line.strip();
      if (!text.isEmpty() && !text.startsWith("#")) {
        keys.add(key(file, number, text));
      }
    }
    if (keys.isEmpty()) {
      throw new CheckpointKeyException("the key file " + file + " is empty; " + HOW_TO_MAKE);
    }
    return keys;
  }

  /** The message never shows what stands there. */
  private static byte[] key(Path file, int line, String text) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      key = new byte[0];
    }
    if (key.length != KeyRing.KEY_BYTES) {
      throw new CheckpointKeyException(
          "line "
              + line
              + " of the key file "
              + file
              + " is not "
              + KeyRing.KEY_BYTES
              + " bytes in Base64 (44 characters); "
              + HOW_TO_MAKE);
    }
    return key;
  }
}
