/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes what somebody asked for: whole or not at all, and over nothing else. Stateless. */
final class NewFile {
  /** Writes the content. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private NewFile() {}

  /**
   * Writes a file.
   *
   * @param force true where what is there is to be replaced; a report of ours always is
   */
  static void write(Path file, boolean force, Content content) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandException(ExitCode.NOT_FOUND, "the folder " + folder + " does not exist");
    }
    if (Files.exists(file) && !force && !isReport(file)) {
      throw new CommandException(
          ExitCode.NOT_SO, file + " is there already; say --force to replace it");
    }
    Path pending = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pending), 1 << 16)) {
        content.writeTo(out);
      }
      Files.move(pending, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(pending);
    }
  }

  private static boolean isReport(Path file) throws IOException {
    if (!file.toString().endsWith(".html")) {
      return false;
    }
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      return reader.lines().limit(6).anyMatch(line -> line.endsWith(" - Cairn</title>"));
    }
  }
}
