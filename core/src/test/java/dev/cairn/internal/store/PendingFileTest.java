/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.DirectWrites;
import dev.cairn.Sharing;
import dev.cairn.internal.format.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PendingFileTest {
  @TempDir Path temporary;
  private final List<String> refusals = new ArrayList<>();
  private final Random random = new Random(17);

  private PendingFile pending(WriteMethod method, long expected) throws IOException {
    Path target = temporary.resolve("file-" + expected);
    return new PendingFile(new DurableFiles(Sharing.PRIVATE), target, method, expected);
  }

  private byte[] content(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    return content;
  }

  /** In pieces of any length, as frames are. */
  private void write(PendingFile file, byte[] content) throws IOException {
    for (int at = 0; at < content.length; ) {
      int some = Math.min(content.length - at, 1 + random.nextInt(3 << 20));
      assertThat(file.write(ByteBuffer.wrap(content, at, some))).isEqualTo(some);
      at += some;
    }
  }

  private static byte[] all(FileBytes bytes, int from) throws IOException {
    ByteBuffer result = ByteBuffer.allocate((int) bytes.size() - from);
    while (result.hasRemaining()) {
      assertThat(bytes.read(result, from + result.position())).isPositive();
    }
    assertThat(bytes.read(ByteBuffer.allocate(1), bytes.size())).isEqualTo(-1);
    return result.array();
  }

  /** Pieces of one length, one after the other, are where they should be, or cannot be seen. */
  private static void assertViews(FileBytes bytes, byte[] content, int length) throws IOException {
    for (int at = 0; at + length <= content.length; at += length) {
      Optional<ByteBuffer> view = bytes.view(at, length);
      if (view.isPresent()) {
        assertThat(view.get()).isEqualTo(ByteBuffer.wrap(content, at, length));
      }
    }
    assertThat(bytes.view(content.length, 1)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(DirectWrites.class)
  void shouldWriteAndReadBackEveryByte(DirectWrites way) throws IOException {
    WriteMethod method = new WriteMethod(way, refusals::add);
    int piece = WriteMethod.PIECE;
    int[] lengths = {
      0, 1, 4095, 4096, 4097, piece - 1, piece, piece + 1, 2 * piece, 3 * piece + 4096, 40_000_003
    };
    for (int length : lengths) {
      byte[] content = content(length);
      try (PendingFile file = pending(method, length)) {
        write(file, content);
        Path made =
            file.commit(
                (written, bytes) -> {
                  assertThat(all(bytes, 0)).isEqualTo(content);
                  int from = length / 3;
                  assertThat(all(bytes, from)).isEqualTo(Arrays.copyOfRange(content, from, length));
                });
        assertThat(Files.readAllBytes(made)).isEqualTo(content);
      }
    }
    assertThat(refusals).isEmpty();
  }

  @Test
  void shouldDiscardWhatIsBeingWrittenPastThePageCache() throws IOException {
    WriteMethod method = new WriteMethod(DirectWrites.ALWAYS, refusals::add);
    try (PendingFile file = pending(method, 1)) {
      write(file, content(11 << 20));
    }
    assertThat(Catalog.list(temporary)).isEmpty();
  }

  @Test
  void shouldDiscardWhatIsNotWhatItShouldBe() throws IOException {
    WriteMethod method = new WriteMethod(DirectWrites.ALWAYS, refusals::add);
    try (PendingFile file = pending(method, 1)) {
      write(file, content(5 << 20));
      assertThatThrownBy(
              () ->
                  file.commit(
                      (written, bytes) -> {
                        throw new IOException("not what it should be");
                      }))
          .hasMessage("not what it should be");
    }
    assertThat(Catalog.list(temporary)).isEmpty();
  }

  @Test
  void shouldWriteInBothWaysWhereNothingIsKnown() throws IOException {
    WriteMethod method = new WriteMethod(DirectWrites.AUTO, refusals::add);
    long length = 33 << 20;
    List<Class<?>> ways = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Path path = temporary.resolve("file-" + i);
      try (FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        FileBody body = method.body(path, channel, length);
        ways.add(body.getClass());
        body.abandon();
        method.took(body, length, 1_000_000_000);
      }
    }
    assertThat(ways).containsExactly(BufferedBody.class, DirectBody.class);
  }
}
