/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run that begins with the state of another. */
@Timeout(60)
class BranchTest {
  @Checkpointed
  static final class Walk {
    Random random = new Random(42);
    long step;
    double position;

    void stepOnce() {
      position += random.nextGaussian();
      step++;
    }
  }

  @TempDir Path folder;
  private Path origin;

  private CheckpointBuilder configure(String name) {
    return Checkpoint.configure()
        .directory(folder.resolve("runs"))
        .name(name)
        .every(1)
        .stopSignals()
        .retention(Retention.keepLast(100))
        .ignoreArguments();
  }

  @BeforeEach
  void walkTheOrigin() {
    try (Checkpoint<Walk> run = configure("origin").parameters("a").resumeOrStart(Walk::new)) {
      walk(run, run.output(folder.resolve("walk.csv")), 10);
      origin = run.checkpointNow().orElseThrow().path();
      walk(run, run.output(folder.resolve("walk.csv")), 20);
    }
  }

  private static double walk(Checkpoint<Walk> run, CheckpointOutput output, long to) {
    while (run.state().step < to && run.safepoint()) {
      run.state().stepOnce();
      output.println("step " + run.state().step);
    }
    return run.state().position;
  }

  private static double straight(long steps) {
    Walk walk = new Walk();
    while (walk.step < steps) {
      walk.stepOnce();
    }
    return walk.position;
  }

  private CheckpointBuilder branch(String name) {
    return configure(name).parameters("b").branchFrom(origin);
  }

  private static String steps(int to) {
    return IntStream.rangeClosed(1, to).mapToObj(i -> "step " + i + "\n").collect(joining());
  }

  @Test
  void shouldBeginWithTheStateOfTheOther() throws IOException {
    try (Checkpoint<Walk> run = branch("branch").resumeOrStart(Walk::new)) {
      assertThat(run.isBranch()).isTrue();
      assertThat(run.resumedFrom().orElseThrow().run()).isEqualTo("origin");
      assertThat(run.lastDurable()).isEmpty();
      assertThat(run.safepoints()).hasValue(run.resumedFrom().get().safepoints().getAsLong());
      assertThat(run.computeTime()).isGreaterThan(run.resumedFrom().get().computeTime());
      assertThat(run.state().step).isEqualTo(10);
      assertThat(run.safepoint()).isTrue();
      assertThat(run.lastDurable().orElseThrow().run()).isEqualTo("branch");

      assertThat(walk(run, run.output(folder.resolve("b.csv")), 30)).isEqualTo(straight(30));
    }
    assertThat(Files.readString(folder.resolve("b.csv"))).startsWith("step 11\n");
    assertThat(Files.readString(folder.resolve("walk.csv"))).isEqualTo(steps(20));
    try (Checkpoint<Walk> run = configure("origin").parameters("a").resumeOrStart(Walk::new)) {
      assertThat(run.state().step).isBetween(10L, 20L);
      assertThat(run.state().position).isEqualTo(straight(run.state().step));
    }
  }

  @Test
  void shouldResumeABranchAsAnyOther() {
    try (Checkpoint<Walk> run = branch("branch").resumeOrStart(Walk::new)) {
      walk(run, run.output(folder.resolve("b.csv")), 15);
      run.checkpointNow();
    }
    try (Checkpoint<Walk> run = branch("branch").resumeOrStart(Walk::new)) {
      assertThat(run.isBranch()).isFalse();
      run.reseedOnBranch("walk", seed -> run.state().random = new Random(seed));
      assertThat(walk(run, run.output(folder.resolve("b.csv")), 20)).isEqualTo(straight(20));
      run.complete();
    }
    try (Checkpoint<Walk> run = branch("branch").resumeOrStart(Walk::new)) {
      assertThat(run.isComplete()).isTrue();
    }
  }

  private double reseeded(String name) {
    try (Checkpoint<Walk> run = branch(name).resumeOrStart(Walk::new)) {
      run.reseedOnBranch("walk", seed -> run.state().random = new Random(seed));
      return walk(run, run.output(folder.resolve(name + ".csv")), 20);
    }
  }

  @Test
  void shouldGiveEachBranchSeedsOfItsOwn() throws IOException {
    double one = reseeded("one");
    double other = reseeded("other");
    assertThat(one).isNotEqualTo(other).isNotEqualTo(straight(20));
    // Begun again, it is the same.
    Files.move(folder.resolve("runs/one"), folder.resolve("one-before"));
    assertThat(reseeded("one")).isEqualTo(one);
  }

  @Test
  void shouldRefuseToReseedWhatIsSavedAlready() {
    try (Checkpoint<Walk> run = branch("late").resumeOrStart(Walk::new)) {
      assertThat(run.safepoint()).isTrue();
      assertThatThrownBy(() -> run.reseedOnBranch("walk", seed -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("after the first safepoint()");
    }
  }

  @Test
  void shouldBranchOffFromAFinishedRun() {
    try (Checkpoint<Walk> run = configure("origin").parameters("a").resumeOrStart(Walk::new)) {
      run.complete();
    }
    origin = folder.resolve("runs/origin");
    try (Checkpoint<Walk> run = branch("branch").resumeOrStart(Walk::new)) {
      assertThat(run.isComplete()).isFalse();
      assertThat(run.safepoint()).isTrue();
    }
  }

  @Test
  void shouldCopyTheOutputOfTheOther() throws IOException {
    // A relative path is the same output in another working folder; here the record says so.
    Path elsewhere = folder.resolve("elsewhere.csv");
    Path theirs = folder.resolve("walk.csv");
    try (Checkpoint<Walk> run = branch("branch").resumeOrStart(Walk::new)) {
      assertThatThrownBy(() -> run.output(theirs))
          .isInstanceOf(CheckpointSettingsException.class)
          .hasMessageContaining("belongs to the run that this one branched off from");
      assertThat(run.output(elsewhere).isNew()).isTrue();
    }
    assertThat(Files.readString(theirs)).isEqualTo(steps(20));
  }

  @Test
  void shouldRefuseToBranchOffFromItself() {
    assertThatThrownBy(
            () ->
                configure("origin")
                    .parameters("a")
                    .resume(ResumeMode.NEVER)
                    .branchFrom(origin)
                    .resumeOrStart(Walk::new))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("give the branch another name");
  }

  @Test
  void shouldSayThatThereIsNoSuchCheckpoint() {
    origin = folder.resolve("nothing-there");
    assertThatThrownBy(() -> branch("branch").resumeOrStart(Walk::new))
        .isInstanceOf(CheckpointFolderException.class)
        .hasMessageContaining("nothing-there");
  }
}
