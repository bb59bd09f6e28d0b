/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a program does, it is not the library that makes it stand still for ever. */
@Timeout(120)
class HangsIT {
  @TempDir Path folder;

  private ChildJvmBuilder scenario(Object... arguments) {
    return program(HangPrograms.class, folder, arguments).environment("CAIRN_PATIENCE", "300ms");
  }

  private static String outputOf(ChildJvmBuilder builder) throws Exception {
    try (ChildJvm child = builder.start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).endsWith("end\n");
      return child.standardOutput();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"save inside update", "save inside update of a helper", "complete inside update"})
  void shouldRefuseToWaitForACheckpointInsideAnUpdate(String what) throws Exception {
    assertThat(outputOf(scenario(what)))
        .contains("threw java.lang.IllegalStateException")
        .contains("update()")
        .doesNotContain("returned");
  }

  @Test
  void shouldPassTheFirstSafepointThoughAWorkerDoesNotCome() throws Exception {
    try (ChildJvm child = scenario("worker that waits").start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).contains("main goes on: true").contains("saved true");
      assertThat(child.standardError())
          .contains("thread \"waiting worker\" waits, and not at a safepoint");
    }
  }

  @Test
  void shouldGiveUpACaptureThatWaitsForALockOfAParkedThread() throws Exception {
    try (ChildJvm child = scenario("lock of the state").environment("CAIRN_EVERY", "1ms").start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).contains("values 20\n");
      assertThat(child.standardError()).contains("WARNING").contains("\"main\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"update", "safepoint", "checkpointNow"})
  void shouldNotWaitForItselfInAHook(String call) throws Exception {
    assertThat(outputOf(scenario("hook", call)))
        .containsPattern("first safepoint passed\n(threw .*|returned)\nreturned\nreturned\n");
  }

  /** The beat's period says how long a start would wait for an owner that seems to be there. */
  @Test
  void shouldDoItsWorkInAnInterruptedThread() throws Exception {
    assertThat(outputOf(scenario("interrupted").environment("CAIRN_BEAT_PERIOD", "1h")))
        .contains("safepoint true\nsaved true\ninterrupted true\ninterrupted true\nagain true\n");
  }

  @Test
  void shouldAnswerAfterItWasClosed() throws Exception {
    assertThat(outputOf(scenario("everything after close")))
        .contains("safepoint false\n")
        .contains("count 1\n");
  }

  @Test
  void shouldNameAThreadThatWaitsAfterItsSafepoint() throws Exception {
    try (ChildJvm child = scenario("idle main").environment("CAIRN_EVERY", "20ms").start()) {
      child.awaitLine("thread \"main\" waits, and not at a safepoint", PATIENCE);
      Children.letGo(folder);
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
    }
  }
}
