/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.ising;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  @Test
  void shouldTakeArgumentsInAnyPlace() {
    assertThat(Settings.parse("64", "--workers", "3", "10", "-5"))
        .isEqualTo(new Settings(64, 10, -5, 3, Optional.empty()));
  }

  @Test
  void shouldHaveDefaults() {
    assertThat(Settings.parse()).isEqualTo(new Settings(1024, 4000, 42, 0, Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "0", "4 -1", "4 1 1 1", "--workers", "4 1 1 --workers 5", "x"})
  void shouldRefuse(String line) {
    assertThatThrownBy(() -> Settings.parse(line.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
