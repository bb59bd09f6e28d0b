/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captured state that is on disk for a while. */
class ScratchFileTest {
  private static final int LENGTH = 200_000;

  @TempDir Path folder;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private FileChannel channel(Path file) throws IOException {
    return FileChannel.open(
        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** Writes in pieces of any length, and reads pieces from anywhere. */
  private void assertComesBack(ScratchFile scratch, byte[] bytes) throws IOException {
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, random.nextInt(1, 5000));
      ByteBuffer piece = ByteBuffer.wrap(bytes, at, count);
      scratch.write(piece);
      assertThat(piece.hasRemaining()).isFalse();
      at += count;
    }
    assertThat(scratch.length()).isEqualTo(bytes.length);
    for (int i = 0; i < 500; i++) {
      int at = random.nextInt(bytes.length);
      ByteBuffer target = ByteBuffer.allocate(random.nextInt(1, 3000)).position(0);
      int count = scratch.read(target, at);
      assertThat(count).isEqualTo(Math.min(target.capacity(), bytes.length - at));
      assertThat(target.position()).isEqualTo(count);
      assertThat(Arrays.copyOf(target.array(), count))
          .as("seed %d, %d bytes at %d", seed, count, at)
          .isEqualTo(Arrays.copyOfRange(bytes, at, at + count));
    }
    assertThat(scratch.read(ByteBuffer.allocate(1), bytes.length)).isNegative();
  }

  @Test
  void shouldShowNothingOfWhatIsSecret() throws IOException {
    byte[] bytes = new byte[LENGTH]; // zeros would be seen first of all
    Path file = folder.resolve("secret");
    try (ScratchFile scratch = ScratchFile.secret(channel(file))) {
      assertComesBack(scratch, bytes);
    }
    byte[] stored = Files.readAllBytes(file);
    assertThat(stored).hasSize(LENGTH);
    int[] counts = new int[256];
    for (byte one : stored) {
      counts[one & 0xff]++;
    }
    assertThat(Arrays.stream(counts).max().orElseThrow()).isLessThan(2 * LENGTH / 256);
    Path other = folder.resolve("other");
    try (ScratchFile scratch = ScratchFile.secret(channel(other))) {
      scratch.write(ByteBuffer.wrap(bytes));
    }
    assertThat(Files.mismatch(file, other)).isBetween(0L, 16L);
  }

  @Test
  void shouldLeaveWhatIsNotSecretAsItIs() throws IOException {
    byte[] bytes = new byte[LENGTH];
    random.nextBytes(bytes);
    Path file = folder.resolve("plain");
    try (ScratchFile scratch = ScratchFile.plain(channel(file))) {
      assertComesBack(scratch, bytes);
    }
    assertThat(file).hasBinaryContent(bytes);
  }
}
