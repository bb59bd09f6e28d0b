/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.bundled.hashing.HashValue128;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few blocks say whether a state is mostly new. */
class SharingSampleTest {
  private static final long SEED = 20261127;

  /** Rows, and one large array of many blocks; the known ones follow one another, or do not. */
  @ParameterizedTest
  @CsvSource({
    "0,    100, true",
    "0.01, 100, true",
    "0.5,  100, false",
    "0.5,  7,   false",
    "1,    100, false",
    "1,    1,   false"
  })
  void shouldTellAStateThatIsMostlyNew(double known, int group, boolean isNew) throws IOException {
    Random random = new Random(SEED);
    List<byte[]> sections = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      sections.add(new byte[8000 + i % 3]);
    }
    sections.add(new byte[(5 << 20) + 7]);
    BlockTable table = new BlockTable();
    long bytes = 0;
    for (int i = 0; i < sections.size(); i++) {
      byte[] section = sections.get(i);
      random.nextBytes(section);
      bytes += section.length;
      for (int at = 0; at < section.length; at += Layout.BLOCK_BYTES) {
        int raw = Math.min(Layout.BLOCK_BYTES, section.length - at);
        boolean isKnown = (i + 3 + at / Layout.BLOCK_BYTES) % group < known * group;
        HashValue128 hash = BlockTable.hasher().hashBytesTo128Bits(section, at, raw);
        table.set(
            table.place(),
            hash.getMostSignificantBits() + (isKnown ? 0 : 1),
            hash.getLeastSignificantBits(),
            new Section.Block(0, 64, raw, raw, 0, 0));
      }
    }
    SharingSample sample = new SharingSample(table, bytes);
    for (byte[] section : sections) {
      sample.section(section.length, () -> Channels.newChannel(new ByteArrayInputStream(section)));
    }
    assertThat(sample.isNew()).isEqualTo(isNew);
  }
}
