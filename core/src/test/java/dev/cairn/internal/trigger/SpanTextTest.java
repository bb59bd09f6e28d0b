/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanTextTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.5S, 500 ms",
    "PT1.5S, 1500 ms",
    "PT12.345S, 12.3 s",
    "PT1S, 1 s",
    "PT90S, 90 s",
    "PT30M, 30 min",
    "PT24H, 24 h",
    "PT36H, 36 h",
    "P7D, 7 days",
    "P10000D, for ever"
  })
  void shouldWriteSpansAsPeopleDo(Duration span, String expected) {
    assertThat(SpanText.of(span)).isEqualTo(expected);
  }
}
