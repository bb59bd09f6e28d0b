/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The jar alone, with nothing else on the path, as a job script starts it. */
class FlagsIT {
  private static Path jar() throws IOException {
    try (DirectoryStream<Path> jars =
        Files.newDirectoryStream(Path.of("target"), "cairn-chronicle-map-*SNAPSHOT.jar")) {
      return jars.iterator().next();
    }
  }

  @Test
  void shouldPrintTheFlags() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process program =
        new ProcessBuilder(java, "-jar", jar().toString()).redirectErrorStream(true).start();
    String printed =
        new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();

    assertThat(program.waitFor()).as(printed).isZero();
    assertThat(printed)
        .isEqualTo(ChronicleFlags.all())
        .startsWith("--add-opens java.base/java.lang=ALL-UNNAMED")
        .contains("--add-exports jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED");
  }
}
