/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.OutputMismatchException;
import dev.cairn.internal.format.OutputRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** Reads and compares the bytes of an output that belong to a checkpoint. Stateless. */
final class KeptBytes {
  private static final int PIECE = 256 << 10;

  /** What is done with the bytes of a file, piece by piece. */
  interface Reader {
    void take(ByteBuffer piece) throws IOException;
  }

  private KeptBytes() {}

  /** Reads a range of a file, or less where it ends before. */
  static void read(Path file, long from, long to, Reader reader) throws IOException {
    try (FileChannel source = FileChannel.open(file, StandardOpenOption.READ)) {
      source.position(from);
      ByteBuffer piece = ByteBuffer.allocate(PIECE);
      for (long left = to - from; left > 0; ) {
        piece.clear().limit((int) Math.min(PIECE, left));
        if (source.read(piece) < 0) {
          return;
        }
        left -= piece.flip().remaining();
        reader.take(piece);
      }
    }
  }

  static void writeFully(FileChannel target, ByteBuffer piece) throws IOException {
    while (piece.hasRemaining()) {
      target.write(piece);
    }
  }

  /** Copies the bytes that belong to the checkpoint and makes sure that they are the same. */
  static void copy(Path from, OutputRecord.Part part, FileChannel target, RunningChecksum ofTarget)
      throws IOException {
    requireLength(from, part);
    RunningChecksum found = new RunningChecksum();
    read(
        from,
        0,
        part.length(),
        piece -> {
          found.add(piece);
          ofTarget.add(piece);
          writeFully(target, piece);
        });
    if (!found.part().equals(part)) {
      throw mismatch(from, part, "holds others");
    }
  }

  /** True where a file begins with exactly these bytes. */
  static boolean isKept(Path file, OutputRecord.Part part) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) < part.length()) {
      return false;
    }
    RunningChecksum found = new RunningChecksum();
    read(file, 0, part.length(), found::add);
    return found.part().equals(part);
  }

  static void requireLength(Path file, OutputRecord.Part part) {
    long found;
    try {
      found = Files.size(file);
    } catch (IOException e) {
      throw mismatch(file, part, "cannot be read (" + e + ")");
    }
    if (found < part.length()) {
      throw mismatch(file, part, String.format(Locale.ROOT, "has %,d", found));
    }
  }

  /** Of a file too long to be read in full only the last bytes are compared. */
  static void requireEnd(Path file, OutputRecord.Part part) throws IOException {
    requireLength(file, part);
    RunningChecksum tail = new RunningChecksum();
    long from = Math.max(0, part.length() - OutputRecord.Part.TAIL);
    read(file, from, part.length(), tail::add);
    if (tail.part().tailChecksum() != part.tailChecksum()) {
      throw mismatch(file, part, "ends with others");
    }
  }

  private static OutputMismatchException mismatch(Path file, OutputRecord.Part part, String found) {
    return new OutputMismatchException(
        String.format(
            Locale.ROOT,
            "%s %s, and the checkpoint needs its first %,d bytes as they were written; nothing was "
                + "changed. Put the file back%s, or begin a run of another name(...)",
            file,
            found,
            part.length(),
            likely(file, part)));
  }

  /** A start without checkpoints, or a fresh one that came to nothing, has kept it under a name. */
  private static String likely(Path file, OutputRecord.Part part) {
    String prefix = DurableFiles.nameOf(file) + ".before-";
    StringBuilder hint = new StringBuilder();
    try {
      for (String name : Catalog.list(DurableFiles.parentOf(file))) {
        if (name.startsWith(prefix) && isKept(file.resolveSibling(name), part)) {
          hint.append(" (it may be ").append(file.resolveSibling(name)).append(')');
        }
      }
    } catch (IOException e) {
      // Then there is no hint.
    }
    return hint.toString();
  }
}
