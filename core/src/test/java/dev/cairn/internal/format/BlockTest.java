/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Compression;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks alone: how they are compressed, and found by their content. */
class BlockTest {
  private static final long SEED = 20261127;

  @Test
  void shouldFindEachOfManyBlocksAndNoOther() {
    BlockTable table = new BlockTable();
    Random random = new Random(SEED);
    long[][] hashes = new long[5000][];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = new long[] {random.nextLong(), i % 7 == 0 ? 1 : random.nextLong()};
      Section.Block block = new Section.Block(i % 3, 64 + i, 5, 1 + i, 1, i);
      table.set(table.place(), hashes[i][0], hashes[i][1], block);
    }
    for (int i = 0; i < hashes.length; i++) {
      int found = table.find(hashes[i][0], hashes[i][1], 1 + i);
      assertThat(table.blocks().get(found))
          .isEqualTo(new Section.Block(i % 3, 64 + i, 5, 1 + i, 1, i));
      assertThat(table.find(hashes[i][0], hashes[i][1], 2 + i)).isEqualTo(-1);
      assertThat(table.find(hashes[i][0] + 1, hashes[i][1], 1 + i)).isEqualTo(-1);
    }
  }

  /** One source that cannot be read fails one file, not all that come after it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldGoOnAfterASourceThatFails(int threads) throws IOException {
    try (Encoding encoding = new Encoding(Compression.LZ4, threads, KeyRing.NONE)) {
      for (int round = 0; round < 10; round++) {
        CheckpointFileWriter writer =
            new CheckpointFileWriter(
                Channels.newChannel(OutputStream.nullOutputStream()), UUID.randomUUID(), encoding);
        writer.section(
            Section.Kind.ARRAY,
            1,
            3 << 20,
            Channels.newChannel(new ByteArrayInputStream(new byte[3 << 20])));
        assertThatThrownBy(
                () ->
                    writer.section(
                        Section.Kind.ARRAY,
                        1,
                        3 << 20,
                        Channels.newChannel(new ByteArrayInputStream(new byte[2 << 20]))))
            .isInstanceOf(EOFException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1 + 256 * 2, 1 + 256 * 4, 1 + 256 * 8, 2, 2 + 256 * 8})
  void shouldGiveBackWhatWasCompressed(int code) {
    Random random = new Random(SEED);
    assertThat(BlockCodec.isKnown(code)).isTrue();
    for (int round = 0; round < 300; round++) {
      byte[] bytes = new byte[1 + random.nextInt(round < 5 ? Layout.BLOCK_BYTES : 5000)];
      int distinct = 1 + random.nextInt(256);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) random.nextInt(distinct);
      }
      assertThat(throughCodec(BlockCodec.of(code), bytes)).isEqualTo(bytes);
    }
  }

  private static byte[] throughCodec(BlockCodec codec, byte[] bytes) {
    byte[] shuffled = bytes.clone();
    if (codec.width() > 0) {
      BlockCodec.shuffle(bytes, bytes.length, codec.width(), shuffled);
    }
    byte[] packed = new byte[BlockCodec.most(bytes.length)];
    int length = codec.compress(shuffled, bytes.length, packed);
    byte[] unpacked = new byte[bytes.length];
    assertThat(codec.decompress(packed, length, unpacked, bytes.length)).isTrue();
    byte[] result = unpacked.clone();
    if (codec.width() > 0) {
      BlockCodec.unshuffle(unpacked, unpacked.length, codec.width(), result);
    }
    return result;
  }

  /** Bytes that pass their checksum and are not what a compressor makes: never anything else. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldRefuseWhatDoesNotDecompress(int code) {
    BlockCodec codec = BlockCodec.of(code);
    Random random = new Random(SEED);
    byte[] bytes = new byte[2000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i % 50);
    }
    byte[] packed = new byte[BlockCodec.most(bytes.length)];
    int length = codec.compress(bytes, bytes.length, packed);
    byte[] target = new byte[bytes.length];
    for (int round = 0; round < 20_000; round++) {
      byte[] damaged = packed.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        damaged[random.nextInt(length)] = (byte) random.nextInt(256);
      }
      int cut = random.nextInt(10) == 0 ? random.nextInt(length) : length;
      boolean unused = codec.decompress(damaged, cut, target, bytes.length);
    }
    assertThat(codec.decompress(packed, length - 1, target, bytes.length)).isFalse();
    assertThat(codec.decompress(packed, length, target, bytes.length)).isTrue();
    assertThat(target).isEqualTo(bytes);
    assertThat(codec.decompress(packed, length, new byte[5000], bytes.length + 1)).isFalse();
    assertThat(Arrays.stream(new int[] {3, 256, 255, 1 + 256 * 3, 1 + 256 * 16, -1}))
        .noneMatch(BlockCodec::isKnown);
  }
}
