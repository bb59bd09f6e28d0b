/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing is killed for the sake of a checkpoint where the memory of the job is tight. */
@Timeout(300)
class MemoryIT {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path folder;

  private static MemoryGroup group(long mebibytes) throws IOException {
    Optional<MemoryGroup> group = MemoryGroup.ofBytes(mebibytes * MEBIBYTE);
    if (group.isEmpty()) {
      System.out.println("SKIPPED: tests in a memory control group, which cannot be made here");
    }
    assumeTrue(group.isPresent(), "a memory control group cannot be made here");
    return group.get();
  }

  private ChildJvm start(MemoryGroup group, String name, String what, int heap) throws IOException {
    return ChildJvm.running(FullHeap.class.getName())
        .wrappedBy(group.entering())
        .jvmOptions("-Xmx" + heap + "m", "-XX:+UseParallelGC", "-XX:NewSize=32m")
        .jvmOptions("-XX:MaxNewSize=32m")
        .workingFolder(Files.createDirectories(folder.resolve(name)))
        .environment("CAIRN_NAME", name)
        .environment("CAIRN_IGNORE_ARGUMENTS", "true")
        .arguments(what, 2, 0)
        .start();
  }

  private static void assertWell(ChildJvm child) throws Exception {
    assertThat(child.awaitExit(PATIENCE.multipliedBy(4))).as(child.standardError()).isZero();
    assertThat(child.standardError()).doesNotContain("ERROR").doesNotContain("OutOfMemory");
    assertThat(child.standardOutput())
        .containsPattern("filled to [789]\\d %")
        .contains("saved true\nsaved true\n");
  }

  /** Neither a copy of the arrays nor one of the graph finds room beside such a heap. */
  @ParameterizedTest
  @ValueSource(strings = {"arrays", "objects"})
  void shouldSaveAHeapThatFillsMostOfTheMemory(String what) throws Exception {
    try (MemoryGroup group = group(1536)) {
      try (ChildJvm child = start(group, "one", what, 1300)) {
        assertWell(child);
        assertThat(child.standardError()).contains("the program waits while it is written");
      }
      assertThat(group.killed()).isZero();
    }
  }

  @Test
  void shouldShareTheMemoryWithOthers() throws Exception {
    try (MemoryGroup group = group(4096)) {
      List<ChildJvm> children = new ArrayList<>();
      try {
        for (int i = 0; i < 4; i++) {
          children.add(start(group, "many-" + i, "arrays", 400));
        }
        for (ChildJvm child : children) {
          assertWell(child);
        }
      } finally {
        for (ChildJvm child : children) {
          child.close();
        }
      }
      assertThat(group.killed()).isZero();
    }
  }
}
