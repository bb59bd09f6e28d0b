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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way of using threads, killed half way and resumed to the same end. */
@Timeout(120)
class RecipesIT {
  /** Those whose one loop comes to safepoints; the others are checkpointed at any time. */
  private static final Set<String> LOOPS =
      Set.of("parallel stream", "ForkJoin", "CyclicBarrier", "CompletableFuture");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "parallel stream",
        "ForkJoin",
        "CyclicBarrier",
        "CompletableFuture",
        "executor",
        "workers"
      })
  void shouldResumeToTheSameEnd(String recipe) throws Exception {
    killAndResume(recipe, Path.of(System.getProperty("java.home")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual threads", "virtual workers"})
  void shouldResumeVirtualThreadsToTheSameEnd(String recipe) throws Exception {
    Optional<Path> home = Children.javaHome(21);
    Children.requireThat(home.isPresent(), "no Java of at least 21 for virtual threads");
    killAndResume(recipe, home.get());
  }

  private void killAndResume(String recipe, Path home) throws Exception {
    try (ChildJvm child = child(recipe, home).start()) {
      child.awaitLine("^half$", PATIENCE);
      child.killHard();
      child.awaitExit(PATIENCE);
      assertThat(child.standardError()).doesNotContain("ERROR");
    }
    Children.letGo(folder);
    String result;
    try (ChildJvm child = child(recipe, home).start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).contains("start at ").doesNotContain("start at 0\n");
      result = child.awaitLine("^result .*", PATIENCE).group();
    }
    Path other = Files.createDirectory(folder.resolve("other"));
    Children.letGo(other);
    try (ChildJvm child =
        child(recipe, home).workingFolder(other).environment("CAIRN_ENABLED", "false").start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.awaitLine("^result .*", PATIENCE).group()).isEqualTo(result);
      assertThat(Children.list(other)).hasSize(1);
    }
  }

  private ChildJvmBuilder child(String recipe, Path home) {
    ChildJvmBuilder builder = program(Recipes.class, folder, recipe).javaHome(home);
    return LOOPS.contains(recipe)
        ? builder.environment("CAIRN_EVERY_SAFEPOINTS", "1")
        : builder.environment("CAIRN_EVERY", "5ms");
  }
}
