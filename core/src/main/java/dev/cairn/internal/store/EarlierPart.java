/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.internal.format.OutputRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A part of an output that no longer grows. Its file is the one that earlier attempts wrote to, so
 * that one of them that should be dead may still do so, behind its end: whoever looks cuts it back.
 *
 * @param file where it is
 * @param part what belongs to the output
 * @param key which file it is
 */
public record EarlierPart(Path file, OutputRecord.Part part, Object key) {
  /** A part whose end is what it was. */
  static EarlierPart verified(Path file, OutputRecord.Part part) throws IOException {
    KeptBytes.requireEnd(file, part);
    return new EarlierPart(file, part, attributes(file).fileKey());
  }

  private static BasicFileAttributes attributes(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class);
  }

  /** Takes away what is behind its end. */
  void cutBack() throws IOException {
    if (Files.size(file) > part.length()) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(part.length());
        channel.force(true);
      }
    }
  }

  /**
   * Makes sure that it is still what it was.
   *
   * @throws IOException if it is gone, another file, or shorter
   */
  public void requireStillThere() throws IOException {
    BasicFileAttributes found = attributes(file);
    if (!Objects.equals(found.fileKey(), key) || found.size() < part.length()) {
      throw OutputFile.replaced(file, "is not the file that this run has written", null);
    }
    cutBack();
  }
}
