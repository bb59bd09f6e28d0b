/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens files past the page cache. */
final class DirectAccess {
  private DirectAccess() {}

  /**
   * What places, lengths and addresses have to be a multiple of.
   *
   * @param atMost more than this is refused
   * @throws IOException if it cannot be known, or is more
   */
  static int alignment(Path path, int atMost) throws IOException {
    long size = Files.getFileStore(path).getBlockSize();
    if (size < 1 || size > atMost || Long.bitCount(size) != 1) {
      throw new IOException("its blocks have " + size + " bytes");
    }
    return (int) size;
  }

  /**
   * Opens a file that is there.
   *
   * @throws IOException if the file system or this Java runtime does not let us
   */
  static FileChannel open(Path path, StandardOpenOption access) throws IOException {
    try {
      return FileChannel.open(path, access, ExtendedOpenOption.DIRECT);
    } catch (UnsupportedOperationException | NoClassDefFoundError e) {
      throw new IOException("direct I/O is not supported: " + e, e);
    }
  }
}
