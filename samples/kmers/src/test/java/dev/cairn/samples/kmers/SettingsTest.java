/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void shouldHaveDefaults() {
    assertThat(Settings.parse())
        .isEqualTo(
            new Settings(
                21, 1, 42, Optional.empty(), new Input(Optional.empty()), Optional.empty()));
  }

  @Test
  void shouldTakeOptionsInAnyPlace() {
    assertThat(
            Settings.parse(
                "-o",
                "out",
                "reads.fq",
                "-k",
                "5",
                "--repeat",
                "3",
                "--seed",
                "-1",
                "--off-heap",
                "1000"))
        .isEqualTo(
            new Settings(
                5,
                3,
                -1,
                Optional.of(1000L),
                new Input(Optional.of(Path.of("reads.fq"))),
                Optional.of(Path.of("out"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-k 32", "-k 0", "-k x", "-k", "--repeat 0", "--off-heap 0", "a b"})
  void shouldRefuse(String line) {
    assertThatThrownBy(() -> Settings.parse(line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
