/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void shouldTellWhatCanBeShown() {
    assertThat(Terminal.Look.of(true, Map.of("LANG", "C")))
        .isEqualTo(new Terminal.Look(true, true, false, 100));
    assertThat(
            Terminal.Look.of(true, Map.of("LANG", "C", "LC_ALL", "de_DE.UTF-8", "COLUMNS", "132")))
        .isEqualTo(new Terminal.Look(true, true, true, 132));
    assertThat(Terminal.Look.of(true, Map.of("LANG", "en_US.utf8", "LC_ALL", "C", "NO_COLOR", "1")))
        .isEqualTo(new Terminal.Look(true, false, false, 100));
    assertThat(Terminal.Look.of(false, Map.of("COLUMNS", "x")))
        .isEqualTo(new Terminal.Look(false, false, false, 100));
  }

  @Test
  void shouldWriteSizesAndSpansInFewDigits() {
    assertThat(Texts.size(999)).isEqualTo("999 bytes");
    assertThat(Texts.size(1_500)).isEqualTo("1.5 KB");
    assertThat(Texts.size(16_000_000)).isEqualTo("16 MB");
    assertThat(Texts.span(Duration.ofSeconds(-3))).isEqualTo("0 s");
    assertThat(Texts.span(Duration.ofSeconds(119))).isEqualTo("119 s");
    assertThat(Texts.span(Duration.ofMinutes(59))).isEqualTo("59 min");
    assertThat(Texts.span(Duration.ofMinutes(125))).isEqualTo("2 h 5 min");
    assertThat(Texts.span(Duration.ofHours(49))).isEqualTo("2 d 1 h");
  }
}
