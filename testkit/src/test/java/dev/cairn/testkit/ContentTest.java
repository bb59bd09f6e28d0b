/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ContentTest {
  /** Compares with a plain array after any number of writes and cuts. */
  @RepeatedTest(20)
  void shouldBehaveLikeAnArray(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    Content content = Content.EMPTY;
    byte[] expected = new byte[0];
    for (int i = 0; i < 60; i++) {
      if (random.nextInt(4) == 0) {
        int size = random.nextInt(3000);
        content = DataChange.truncate(size).after(content);
        expected = Arrays.copyOf(expected, Math.min(size, expected.length));
      } else {
        int position = random.nextInt(3000);
        byte[] bytes = new byte[random.nextInt(1, 1400)];
        random.nextBytes(bytes);
        content = DataChange.write(position, Bytes.of(bytes)).after(content);
        expected = Arrays.copyOf(expected, Math.max(expected.length, position + bytes.length));
        System.arraycopy(bytes, 0, expected, position, bytes.length);
      }
      assertThat(content.size()).isEqualTo(expected.length);
      assertThat(content.toArray()).isEqualTo(expected);
      assertThat(content.digest()).isEqualTo(Content.of(expected).digest());
    }
  }

  @Test
  void shouldTellContentsApart() {
    byte[] bytes = new byte[2000];
    byte[] digest = Content.of(bytes).digest();
    assertThat(Content.of(new byte[2001]).digest()).isNotEqualTo(digest);
    bytes[1999] = 1;
    assertThat(Content.of(bytes).digest()).isNotEqualTo(digest);
  }

  @Test
  void shouldFillWithZeros() {
    Content content = Content.of(new byte[] {1, 2, 3});
    assertThat(content.resized(5).toArray()).containsExactly(1, 2, 3, 0, 0);
    assertThat(content.resized(1).resized(3).toArray()).containsExactly(1, 0, 0);
    assertThat(content.toArray()).containsExactly(1, 2, 3);
  }
}
