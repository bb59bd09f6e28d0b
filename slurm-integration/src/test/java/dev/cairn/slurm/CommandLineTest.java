/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  private static List<String> of(String... given) {
    return CommandLine.of(List.of(given), "/opt/jdk/bin/java", "lib/a.jar", Path.of("/home/ada"))
        .words();
  }

  @Test
  void shouldMakeAClassPathAbsolute() {
    assertThat(of("java", "-Xmx4g", "-cp", "a.jar:/lib/b.jar:", "org.example.Sim", "-cp", "x"))
        .containsExactly(
            "/opt/jdk/bin/java",
            "-Xmx4g",
            "-cp",
            "/home/ada/a.jar:/lib/b.jar:/home/ada",
            "org.example.Sim",
            "-cp",
            "x");
  }

  @Test
  void shouldMakeAJarAbsoluteAndLeaveItsArgumentsAlone() {
    assertThat(of("java", "-jar", "sim.jar", "--module-path", "in.txt"))
        .containsExactly(
            "/opt/jdk/bin/java", "-jar", "/home/ada/sim.jar", "--module-path", "in.txt");
  }

  @Test
  void shouldKnowOptionsThatHaveAValueOfTheirOwn() {
    assertThat(
            of("java", "--add-opens", "java.base/java.lang=ALL-UNNAMED", "--class-path=b", "Sim"))
        .containsExactly(
            "/opt/jdk/bin/java",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "--class-path=/home/ada/b",
            "Sim");
  }

  @Test
  void shouldNameTheClassPathThatCameFromTheEnvironment() {
    assertThat(of("java", "Sim", "1"))
        .containsExactly("/opt/jdk/bin/java", "-cp", "/home/ada/lib/a.jar", "Sim", "1");
  }

  @Test
  void shouldQuoteWhatAShellWouldTakeApart() {
    CommandLine line = new CommandLine(List.of("java", "it's $HOME", "", "a=b"));

    assertThat(line.quoted()).isEqualTo("java 'it'\\''s $HOME' '' a=b");
  }
}
