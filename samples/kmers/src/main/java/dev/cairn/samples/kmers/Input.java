/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A file to read, plain or gzip, or the genome of phage lambda. A stream cannot be saved; what is
 * saved is an offset, and here a stream is opened that begins there.
 *
 * @param path empty for phage lambda
 */
record Input(Optional<Path> path) {
  private static final int BUFFER = 1 << 16;

  /** The input from a byte on; of a gzip file, from a byte of what is decompressed. */
  InputStream openAt(long offset) throws IOException {
    InputStream stream = decompressed(new BufferedInputStream(open(), BUFFER));
    stream.skipNBytes(offset);
    return stream;
  }

  private InputStream open() throws IOException {
    return path.isPresent()
        ? Files.newInputStream(path.get())
        : Input.class.getResourceAsStream("lambda.fa");
  }

  private static InputStream decompressed(BufferedInputStream stream) throws IOException {
    stream.mark(2);
    boolean gzip = stream.read() == 0x1f && stream.read() == 0x8b;
    stream.reset();
    return gzip ? new GZIPInputStream(stream, BUFFER) : stream;
  }

  /** What tells another input of the same name from this one, as well as can be had for nothing. */
  String fingerprint() throws IOException {
    return path.isPresent() ? "input of " + Files.size(path.get()) + " bytes" : "phage lambda";
  }
}
