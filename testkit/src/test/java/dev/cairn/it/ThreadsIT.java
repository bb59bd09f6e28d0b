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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A limit of processes is reached while a program runs: the system gives it no thread any more. */
@Timeout(120)
class ThreadsIT {
  @TempDir static Path tools;
  @TempDir Path folder;

  private void step(ChildJvm child, int number) throws Exception {
    Files.createFile(folder.resolve(Saver.permit(number)));
    child.awaitLine("^(durable|failed) " + number, PATIENCE);
  }

  private static void limit(ChildJvm child, String most) throws Exception {
    // As the same user: root may not where it has given up CAP_SYS_RESOURCE.
    String asNobody = Children.asUser(Children.NOBODY, Children.NOBODY);
    Children.system(
        "sh", "-c", asNobody + "prlimit --pid " + child.processId() + " --nproc=" + most + ":");
  }

  @Test
  void shouldComputeOnAndSaveAgainWhereNoThreadCanBeStarted() throws Exception {
    Children.requireThat(
        Children.isRoot(), "only root can change the limits of a process of nobody");
    String asNobody = Children.asUser(Children.NOBODY, Children.NOBODY);
    Children.requireThat(
        !Children.succeeds(asNobody + "prlimit --nproc=1: sh -c '(true) && (true)'"),
        "a limit of processes does not hold here");
    Children.ofNobody(folder);
    try (ChildJvm child =
        Children.unprivileged(Children.program(Saver.class, folder, true), tools).start()) {
      step(child, 1);
      step(child, 2);
      limit(child, "1");
      for (int number = 3; number < Saver.STEPS; number++) {
        step(child, number);
      }
      limit(child, "30000");
      step(child, Saver.STEPS);
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput())
          .contains("durable " + Saver.STEPS + "\n")
          .contains("result " + Saver.allLines());
      System.out.println(
          "without threads: " + child.standardOutput().lines().filter(ThreadsIT::tells).toList());
    }
    assertThat(Files.readAllLines(folder.resolve(Saver.LINES))).isEqualTo(Saver.allLines());
  }

  private static boolean tells(String line) {
    return line.startsWith("durable") || line.startsWith("failed");
  }
}
