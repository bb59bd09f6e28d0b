/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ChildJvmTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static ChildJvmBuilder child(Object... arguments) {
    return ChildJvm.running(ChildProgram.class.getName()).arguments(arguments);
  }

  @Test
  void shouldReportTheExitValueAndTheOutput() throws Exception {
    try (ChildJvm child = child("exit", 7).workingFolder(folder).start()) {
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(7);
      assertThat(child.standardOutput()).isEqualTo("ready exit,7\n");
      assertThat(child.standardError()).contains("folder " + folder.toRealPath());
      assertThat(child.isAlive()).isFalse();
    }
  }

  @Test
  void shouldPassTheEnvironmentAndOptions() throws Exception {
    try (ChildJvm child = child("environment", "CAIRN_X").environment("CAIRN_X", "y").start()) {
      assertThat(child.awaitLine("value (.*)", PATIENCE).group(1)).isEqualTo("y");
    }
    try (ChildJvm child =
        child("property", "x")
            .jvmOptions("-Dx=z")
            .javaHome(Path.of(System.getProperty("java.home")))
            .classPath(System.getProperty("java.class.path"))
            .start()) {
      assertThat(child.awaitLine("value (.*)", PATIENCE).group(1)).isEqualTo("z");
    }
  }

  @Test
  void shouldKillWithoutMercy() throws Exception {
    try (ChildJvm child = child("hook").start()) {
      child.awaitLine("hook set", PATIENCE);
      child.killHard();
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(128 + 9);
      assertThat(child.standardOutput()).doesNotContain("hook ran");
    }
  }

  @Test
  void shouldSendSignals() throws Exception {
    try (ChildJvm child = child("hook").start()) {
      child.awaitLine("hook set", PATIENCE);
      child.signal("TERM");
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(128 + 15);
      assertThat(child.standardOutput()).endsWith("hook ran\n");
      assertThatThrownBy(() -> child.signal("TERM")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void shouldGiveUpWaiting() throws Exception {
    try (ChildJvm child = child("wait").start()) {
      child.awaitLine("ready", PATIENCE);
      assertThatThrownBy(() -> child.awaitLine("never", Duration.ofMillis(50)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("ready wait");
      assertThatThrownBy(() -> child.awaitExit(Duration.ofMillis(50)))
          .isInstanceOf(TimeoutException.class)
          .hasMessageContaining("ready wait");
      child.killHard();
      // The end of the output ends the wait at once, not the patience.
      assertThatThrownBy(() -> child.awaitLine("never", Duration.ofDays(1)))
          .isInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void shouldSendOutputToFiles() throws Exception {
    Path output = folder.resolve("output");
    Path error = folder.resolve("error");
    try (ChildJvm child = child("exit", 0).outputTo(output).errorTo(error).start()) {
      assertThat(child.awaitExit(PATIENCE)).isZero();
      assertThat(output).hasContent("ready exit,0");
      assertThat(error).isNotEmptyFile();
      assertThat(child.standardOutput()).isEmpty();
      assertThatThrownBy(() -> child.awaitLine("ready", PATIENCE))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void shouldKillDescendantsWhenClosed() throws Exception {
    long grandchild;
    try (ChildJvm child = child("parent").start()) {
      grandchild = Long.parseLong(child.awaitLine("grandchild (\\d+)", PATIENCE).group(1));
      assertThat(ProcessHandle.of(grandchild)).hasValueSatisfying(ChildJvmTest::isAlive);
      child.killHard();
      assertThat(child.awaitExit(PATIENCE)).isEqualTo(128 + 9);
    }
    Optional<ProcessHandle> left = ProcessHandle.of(grandchild);
    if (left.isPresent()) {
      left.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(ProcessHandle.of(grandchild).filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static void isAlive(ProcessHandle process) {
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void shouldFailToStartWithoutJava() {
    assertThatThrownBy(() -> child("exit").javaHome(folder).start())
        .isInstanceOf(IOException.class);
  }
}
