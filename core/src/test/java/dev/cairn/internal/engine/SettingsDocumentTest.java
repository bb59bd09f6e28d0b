/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of settings names each setting, and none that does not exist. */
class SettingsDocumentTest {
  @Test
  void shouldListEverySettingWithItsNames() throws IOException {
    List<String> rows =
        Files.readAllLines(Path.of("..", "docs", "settings.md")).stream()
            .filter(line -> line.startsWith("| `CAIRN_"))
            .map(line -> line.replaceAll("^\\| `(\\w+)` \\| `(\\w+)` \\|.*", "$1 $2"))
            .toList();

    assertThat(rows)
        .containsExactlyInAnyOrderElementsOf(
            Options.all().stream().map(option -> option.variable() + " " + option.name()).toList());
  }
}
