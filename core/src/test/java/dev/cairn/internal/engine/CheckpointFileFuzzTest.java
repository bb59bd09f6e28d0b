/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the fuzzer has found on its way, again in every build; it searches on in its script. */
@Timeout(120)
class CheckpointFileFuzzTest {
  private static final int ROUNDS = 3_000;

  @Test
  void shouldRefuseOrReadAllThatTheFuzzerHasFound() throws IOException {
    List<byte[]> corpus = CheckpointFileFuzz.corpus();

    corpus.forEach(CheckpointFileFuzz::fuzzerTestOneInput);

    assertThat(corpus).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void shouldRefuseOrReadWhatWasChangedAtRandom() throws IOException {
    List<byte[]> corpus = CheckpointFileFuzz.corpus();
    Random random = new Random(20261127);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        input[random.nextInt(input.length)] = (byte) random.nextInt();
      }
      CheckpointFileFuzz.fuzzerTestOneInput(input);
    }
  }
}
