/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The least that anybody has to do who saves it all: writes of 1 MiB, one after the other. */
final class PlainWrite {
  private static final int PIECE = 1 << 20;

  private PlainWrite() {}

  /**
   * Writes a new file and forces it.
   *
   * @param file the file
   * @param source what is written, again and again; whole pieces of 1 MiB
   * @param bytes how many, a multiple of that
   */
  static void andForce(Path file, ByteBuffer source, long bytes) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long done = 0; done < bytes; done += PIECE) {
        int at = (int) (done % source.capacity());
        ByteBuffer piece = source.duplicate().clear().position(at).limit(at + PIECE);
        while (piece.hasRemaining()) {
          int unused = channel.write(piece);
        }
      }
      channel.force(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
