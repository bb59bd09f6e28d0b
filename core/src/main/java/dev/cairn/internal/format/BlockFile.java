/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * An earlier checkpoint file of the same attempt that holds blocks of a later one.
 *
 * @param sequence its number within the attempt, from which its name is made
 * @param uuid its identity: another file of that name is never taken for it
 * @param length its bytes
 */
public record BlockFile(long sequence, UUID uuid, long length) {
  /** How the names of all files with blocks end. */
  public static final String SUFFIX = ".cairn";

  static final int BYTES = 8 + 16 + 8;

  /** The name of the checkpoint file of a number. */
  public static String name(long sequence) {
    return String.format(Locale.ROOT, "ckpt-%06d.cairn", sequence);
  }

  String name() {
    return name(sequence);
  }

  /**
   * Its name where it is no checkpoint any more, or not of the attempt in whose folder it stands,
   * and others need its blocks.
   */
  public String adoptedName() {
    return "blocks-" + uuid + ".cairn";
  }

  /**
   * Tells whether it is still there.
   *
   * @param folder the folder of the attempt
   * @throws IOException if that cannot be known
   */
  public boolean isPresent(Path folder) throws IOException {
    Optional<BlockSource> found = BlockSource.lookFor(folder.resolve(name()), this);
    if (found.isPresent()) {
      found.get().close();
    }
    return found.isPresent();
  }

  void appendTo(ByteBuffer index) {
    Layout.putUuid(index.putLong(sequence), uuid);
    index.putLong(length);
  }

  static BlockFile from(ByteBuffer index) {
    return new BlockFile(index.getLong(), Layout.getUuid(index), index.getLong());
  }
}
