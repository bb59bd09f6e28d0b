/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program whose state leaves little of its heap lives on with checkpoints, and resumes. */
@Timeout(180)
class FullHeapIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"arrays", "objects", "holder"})
  void shouldSaveAndResumeAStateThatTakesFourFifthsOfTheHeap(String what) throws Exception {
    String first = run(folder, what, 2);
    assertThat(first).contains("start at 0").containsPattern("filled to [89]\\d %");
    assertThat(first).contains("saved true\nsaved true\n");

    String second = run(folder, what, 0);

    assertThat(second).contains("start at 2").contains("saved true");
    Path alone = Files.createDirectory(folder.resolve("alone"));
    assertThat(sum(run(alone, what, 0))).isEqualTo(sum(second));
  }

  private static String sum(String output) {
    return output.substring(output.indexOf("sum "));
  }

  /** Halts after a step, unless that is 0. */
  private static String run(Path folder, String what, int last) throws Exception {
    try (ChildJvm child =
        ChildJvm.running(FullHeap.class.getName())
            .jvmOptions("-Xmx320m", "-XX:+UseParallelGC", "-XX:NewSize=16m", "-XX:MaxNewSize=16m")
            .workingFolder(folder)
            .environment("CAIRN_NAME", "full")
            .environment("CAIRN_IGNORE_ARGUMENTS", "true")
            .arguments(what, 3, last)
            .start()) {
      assertThat(child.awaitExit(PATIENCE.multipliedBy(4)))
          .as(child.standardError())
          .isEqualTo(last == 0 ? 0 : 1);
      assertThat(child.standardError()).doesNotContain("ERROR").doesNotContain("OutOfMemory");
      return child.standardOutput();
    }
  }
}
