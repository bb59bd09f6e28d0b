/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The index comes back as it was, is small, and no bytes make it more than it can be. */
class IndexCodecTest {
  private static final long SEED = 20261127;
  private static final int[] CODECS = {0, 0, 0, 1, 1 + 256 * 8, 2, 2 + 256 * 4};

  private final List<BlockFile> files = new ArrayList<>();

  private SectionList random(Random random) {
    files.clear();
    for (int i = random.nextInt(5); i > 0; i--) {
      UUID uuid = new UUID(random.nextLong(), random.nextLong());
      files.add(new BlockFile(random.nextInt(1000), uuid, random.nextLong() >>> 1));
    }
    SectionList sections = new SectionList(new BlockList());
    long position = Layout.HEADER_BYTES;
    Section.Kind[] kinds = Section.Kind.values();
    for (int i = random.nextInt(40); i > 0; i--) {
      long length = random.nextInt(3) == 0 ? 4096 : random.nextInt(5 << 20);
      int base = random.nextInt(4) == 0 && !files.isEmpty() ? 1 + random.nextInt(files.size()) : 0;
      long stored = base == 0 ? length : random.nextInt(2 << 20);
      sections.begin(kinds[random.nextInt(kinds.length)], length, base);
      for (long left = stored; left > 0; left -= Layout.BLOCK_BYTES) {
        int raw = (int) Math.min(left, Layout.BLOCK_BYTES);
        int codec = raw == 1 ? 0 : CODECS[random.nextInt(CODECS.length)];
        int file = random.nextInt(files.size() + 1);
        int inFile = codec == 0 ? raw : random.nextInt(1 + raw / 256, raw);
        if (random.nextInt(4) == 0) {
          codec |= BlockCodec.SEALED;
          inFile += FileKey.TAG_BYTES;
        }
        long offset = file == 0 ? position : Layout.HEADER_BYTES + (random.nextLong() >>> 4);
        Section.Block block = new Section.Block(file, offset, inFile, raw, codec, random.nextInt());
        sections.blocks().set(sections.blocks().place(), block);
        position = file == 0 ? block.end() : position;
      }
    }
    return sections;
  }

  @Test
  void shouldComeBackAsItWas() throws IOException {
    Random random = new Random(SEED);
    for (int round = 0; round < 2000; round++) {
      SectionList sections = random(random);
      List<BlockFile> found = new ArrayList<>();
      SectionList read = IndexCodec.decode(IndexCodec.encode(sections, files), found);
      assertThat(read).as("round " + round).isEqualTo(sections);
      assertThat(found).isEqualTo(files);
    }
  }

  /**
   * A length that no block of so many bytes can have is not believed: memory would be taken for it.
   */
  @Test
  void shouldBelieveNoLengthThatLz4CannotMake() throws IOException {
    for (int[] possible : new int[][] {{30, 255 * 31}, {4200, 1 << 20}}) {
      assertThat(BlockCodec.isPossible(1, possible[0], possible[1])).isTrue();
      assertThat(BlockCodec.isPossible(1 | BlockCodec.SEALED, possible[0] + 16, possible[1]))
          .isTrue();
    }
    assertThat(BlockCodec.isPossible(1, 30, 1 << 20)).isFalse();
    byte[] zeros = new byte[1 << 20];
    byte[] packed = new byte[BlockCodec.most(zeros.length)];
    int stored = BlockCodec.of(1).compress(zeros, zeros.length, packed);
    assertThat(BlockCodec.isPossible(1, stored, zeros.length)).isTrue();
  }

  /** Rows of 4 KiB must not make an index of more than a few thousandths of them. */
  @Test
  void shouldTakeSixBytesForAnArrayThatFillsABlock() throws IOException {
    SectionList sections = new SectionList(new BlockList());
    UUID uuid = new UUID(1, 2);
    long position = Layout.HEADER_BYTES;
    for (int i = 0; i < 100_000; i++) {
      sections.begin(Section.Kind.ARRAY, 4096, 0);
      Section.Block block = new Section.Block(1, position, 4096, 4096, 0, i * 31);
      sections.blocks().set(sections.blocks().place(), block);
      position = block.end();
    }
    ByteBuffer bytes = IndexCodec.encode(sections, List.of(new BlockFile(1, uuid, position)));
    assertThat(bytes.remaining()).isLessThan(600_100);
  }

  /** Whatever the bytes are: read, or refused, and no more blocks than bytes. */
  @Test
  void shouldRefuseWhatMakesNoSense() throws IOException {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes;
      if (round % 4 == 0) {
        bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
      } else {
        ByteBuffer whole = IndexCodec.encode(random(random), files);
        bytes = new byte[round % 4 == 1 ? random.nextInt(whole.limit()) : whole.limit()];
        whole.get(bytes);
        for (int i = bytes.length == 0 ? 0 : random.nextInt(4); i > 0; i--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      try {
        SectionList read = IndexCodec.decode(ByteBuffer.wrap(bytes), new ArrayList<>());
        assertThat(read.blocks().size() + read.size()).isLessThan(bytes.length);
        assertThat(read)
            .flatExtracting(Section::blocks)
            .allMatch(block -> block.offset() >= Layout.HEADER_BYTES && block.storedLength() > 0);
      } catch (IllegalArgumentException | BufferUnderflowException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(10_000, 19_999);
  }
}
