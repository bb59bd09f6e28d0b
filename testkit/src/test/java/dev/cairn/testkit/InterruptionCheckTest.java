/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointOutput;
import dev.cairn.Checkpointed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptionCheckTest {
  private static final int STEPS = 20;

  @Checkpointed
  static final class Walk {
    int step;
    final List<Double> places = new ArrayList<>();
    final Random random = new Random(1);

    void go() {
      places.add(random.nextDouble());
      step++;
    }
  }

  /** Everything that it goes on with is in its state, and what it writes in an output. */
  private static Walk sound(Path folder) {
    try (Checkpoint<Walk> run = Checkpoint.configure().resumeOrStart(Walk::new)) {
      Walk walk = run.state();
      CheckpointOutput lines = run.output(folder.resolve("lines.txt"));
      while (walk.step < STEPS && run.safepoint()) {
        walk.go();
        lines.println("step " + walk.step);
      }
      if (!run.isStopping()) {
        run.complete();
      }
      return walk;
    }
  }

  @Test
  void shouldPassAProgramThatIsSound() throws Exception {
    InterruptionCheck.of(InterruptionCheckTest::sound).stoppingAtEvery(2, 5, 19).verify();
  }

  @Test
  void shouldNameTheFieldThatDiffers() {
    assertThatThrownBy(
            () ->
                InterruptionCheck.of(
                        folder -> {
                          try (Checkpoint<Walk> run =
                              Checkpoint.configure().resumeOrStart(Walk::new)) {
                            Walk walk = run.state();
                            Random forgotten = new Random(7); // not part of the state
                            while (walk.step < STEPS && run.safepoint()) {
                              walk.places.add(forgotten.nextDouble());
                              walk.step++;
                            }
                            return walk;
                          }
                        })
                    .stoppingAtEvery(5)
                    .verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stopped at safepoint 5 of each of 5 attempts")
        .hasMessageContaining("the result: Walk.places[");
  }

  @Test
  void shouldNameTheFileThatDiffers() {
    assertThatThrownBy(
            () ->
                InterruptionCheck.of(
                        folder -> {
                          Path file = folder.resolve("lines.txt");
                          Files.writeString(
                              file,
                              "header\n",
                              StandardOpenOption.CREATE,
                              StandardOpenOption.APPEND);
                          return sound(folder.resolve("results")).step;
                        })
                    .stoppingAtEvery(10)
                    .verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("lines.txt: differs from byte 7 on; 7 bytes were expected");
  }

  @Test
  void shouldSayThatAProgramIsNotDeterministic() {
    assertThatThrownBy(
            () ->
                InterruptionCheck.of(
                        folder -> {
                          Walk walk = sound(folder);
                          walk.places.set(3, (double) System.nanoTime());
                          return walk;
                        })
                    .verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("run again, without being interrupted")
        .hasMessageContaining("Walk.places[3]: expected ");
  }

  @Test
  void shouldSayThatAProgramHasNoRun() {
    assertThatThrownBy(() -> InterruptionCheck.of(folder -> 1).verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Checkpoint.resumeOrStart");
  }

  @Test
  void shouldSayThatAProgramEndsBeforeItIsStopped() {
    assertThatThrownBy(
            () -> InterruptionCheck.of(InterruptionCheckTest::sound).stoppingAtEvery(1000).verify())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("never stopped");
  }

  @Test
  void shouldRefuseToStopAtTheFirstSafepoint() {
    assertThatThrownBy(() -> InterruptionCheck.of(folder -> 1).stoppingAtEvery(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 2 or more");
  }

  @Test
  void shouldLeaveNoSettingBehind() throws Exception {
    InterruptionCheck.of(InterruptionCheckTest::sound).stoppingAtEvery(3).verify();

    assertThat(System.getProperties().stringPropertyNames())
        .noneMatch(name -> name.startsWith("cairn.") && !name.startsWith("cairn.it."));
  }
}
