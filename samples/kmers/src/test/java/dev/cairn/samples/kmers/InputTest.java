/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InputTest {
  private static final byte[] TEXT = "0123456789".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  private String rest(Path file, long offset) throws IOException {
    try (InputStream stream = new Input(Optional.of(file)).openAt(offset)) {
      return new String(stream.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  @Test
  void shouldOpenPlainFilesAnywhere() throws IOException {
    Path file = Files.write(folder.resolve("plain.gz"), TEXT);
    assertThat(rest(file, 0)).isEqualTo("0123456789");
    assertThat(rest(file, 7)).isEqualTo("789");
  }

  @Test
  void shouldOpenGzipFilesAnywhere() throws IOException {
    Path file = folder.resolve("compressed");
    try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
      stream.write(TEXT);
    }
    assertThat(rest(file, 0)).isEqualTo("0123456789");
    assertThat(rest(file, 7)).isEqualTo("789");
    assertThat(rest(file, 10)).isEmpty();
  }

  @Test
  void shouldNoticeThatAFileHasShrunk() throws IOException {
    Path file = Files.write(folder.resolve("plain"), TEXT);
    assertThatThrownBy(() -> rest(file, 11)).isInstanceOf(EOFException.class);
  }
}
