/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import dev.cairn.ParametersDifferException;
import dev.cairn.StopOutcome;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.StopCause;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A program in a job whose time is used up, which is preempted, cancelled and started again. */
@Timeout(120)
class FakeJobTest {
  private static final int STEPS = 100;

  @TempDir Path folder;

  @Checkpointed
  static final class Sum {
    long step;
    double value = 1;

    void add() {
      step++;
      value = value * 1.0000001 + Math.sin(step);
    }

    static double after(long steps) {
      Sum sum = new Sum();
      for (long i = 0; i < steps; i++) {
        sum.add();
      }
      return sum.value;
    }
  }

  private CheckpointBuilder configure(FakeJob job) {
    return Checkpoint.configure()
        .directory(folder)
        .name("sum")
        .every(Duration.ofDays(1))
        .stopSignals()
        .deadlineMargin(Duration.ofMinutes(5))
        .job(job)
        .ignoreArguments();
  }

  /** What one start of the program has come to. */
  private record Outcome(boolean complete, long steps, double value, StopOutcome stop) {}

  /**
   * Starts it once.
   *
   * @param each is called after each step of the program, with its number
   */
  private Outcome start(FakeJob job, BiConsumer<FakeJob, Long> each) {
    try (Checkpoint<Sum> run = configure(job).resumeOrStart(Sum::new)) {
      Sum sum = run.state();
      while (sum.step < STEPS && run.safepoint()) {
        sum.add();
        each.accept(job, sum.step);
      }
      boolean done = sum.step == STEPS;
      if (done && !run.isStopping()) {
        run.complete();
      }
      return new Outcome(run.isComplete(), sum.step, sum.value, run.stopOutcome());
    }
  }

  /** Something that happens to the job after a step. */
  private static BiConsumer<FakeJob, Long> at(long when, Consumer<FakeJob> what) {
    return (job, step) -> {
      if (step == when) {
        what.accept(job);
      }
    };
  }

  private static void aMinute(FakeJob job, long step) {
    // Where it is to stop, whoever asked for that comes to the gate in its own time.
    if (!job.isOverdue()) {
      job.pass(Duration.ofMinutes(1));
    }
  }

  @Test
  void shouldEndBeforeItsJobDoesAndGoOnWhenThatIsStartedAgain() {
    FakeJob job = new FakeJob("sum", Duration.ofMinutes(30));
    Outcome last = null;
    int starts = 0;
    while (!job.isOver()) {
      assertThat(++starts).as("starts").isLessThan(20);
      last = start(job, FakeJobTest::aMinute);
      assertThat(last.complete() || last.stop() == StopOutcome.SAVED).isTrue();
      boolean again = job.end();
      assertThat(again).isEqualTo(!last.complete());
    }
    assertThat(last.value()).isEqualTo(Sum.after(STEPS));
    assertThat(job.restarts()).isEqualTo(starts - 1).isGreaterThanOrEqualTo(2);
    assertThat(job.requeued()).hasSize(starts - 1).containsOnly(StopCause.TIME_LIMIT);
  }

  @Test
  void shouldNotStopWhileThereIsTimeForALastCheckpoint() {
    FakeJob job = new FakeJob("sum", Duration.ofMinutes(STEPS + 15));
    Outcome outcome = start(job, FakeJobTest::aMinute);
    assertThat(outcome.complete()).isTrue();
    assertThat(job.end()).isFalse();
    assertThat(job.requeued()).isEmpty();
  }

  @Test
  void shouldFollowALimitThatIsChangedWhileItRuns() {
    FakeJob job = new FakeJob("sum", Duration.ofDays(3));
    Outcome outcome = start(job, at(10, running -> running.limit(Duration.ofMinutes(4))));
    assertThat(outcome.complete()).isFalse();
    assertThat(outcome.steps()).isBetween(10L, (long) STEPS - 1);
    assertThat(job.requeued()).containsExactly(StopCause.TIME_LIMIT);
    // A limit that is shorter than the margin gets nowhere, and that is said; a longer one does.
    assertThat(job.end()).isTrue();
    job.limit(Duration.ofDays(3));
    assertThat(start(job, (running, step) -> {}).value()).isEqualTo(Sum.after(STEPS));
  }

  @Test
  void shouldLeaveItToTheSchedulerToStartAgainWhatItPreempts() {
    FakeJob job = new FakeJob("sum", Duration.ofDays(3));
    Outcome outcome = start(job, at(40, running -> running.preempt(Duration.ofSeconds(30))));
    assertThat(outcome.stop()).isEqualTo(StopOutcome.SAVED);
    assertThat(job.requeued()).isEmpty();
    assertThat(job.end()).isTrue();
    assertThat(start(job, FakeJobTest::aMinute).value()).isEqualTo(Sum.after(STEPS));
  }

  @Test
  void shouldSaveAndNotStartAgainWhatSomebodyCancels() {
    FakeJob job = new FakeJob("sum", Duration.ofDays(3));
    Outcome outcome = start(job, at(40, running -> running.cancel(Duration.ofSeconds(30))));
    assertThat(outcome.stop()).isEqualTo(StopOutcome.SAVED);
    assertThat(job.requeued()).isEmpty();
    assertThat(job.end()).isFalse();
    // Whoever submits it anew goes on from there.
    Outcome later = start(new FakeJob("sum", Duration.ofDays(3)), FakeJobTest::aMinute);
    assertThat(later.value()).isEqualTo(Sum.after(STEPS));
  }

  @Test
  void shouldComputeOnWhereTheSchedulerDoesNotAnswer() {
    FakeJob job = new FakeJob("sum", Duration.ofMinutes(30));
    Outcome outcome =
        start(
            job,
            (running, step) -> {
              if (step == 3) {
                running.mute();
              }
              running.pass(Duration.ofMinutes(1));
            });
    assertThat(outcome.complete()).isTrue();
    assertThat(outcome.value()).isEqualTo(Sum.after(STEPS));
  }

  @Test
  void shouldStartAgainOnceAndOnlyWhenNoRunIsOpenAnyMore() {
    FakeJob job = new FakeJob("sum", Duration.ofHours(1));
    Checkpoint<Sum> one = configure(job).name("one").resumeOrStart(Sum::new);
    Checkpoint<Sum> other = configure(job).name("other").resumeOrStart(Sum::new);
    assertThat(one.safepoint()).isTrue();
    assertThat(other.safepoint()).isTrue();
    job.pass(Duration.ofMinutes(58));
    assertThat(one.safepoint()).isFalse();
    one.close();
    assertThat(job.requeued()).isEmpty();
    assertThat(other.safepoint()).isFalse();
    other.close();
    assertThat(job.requeued()).containsExactly(StopCause.TIME_LIMIT);
  }

  @Test
  void shouldNotStartAgainAProgramThatFails() {
    FakeJob job = new FakeJob("sum", Duration.ofHours(1));
    try (Checkpoint<Sum> run = configure(job).resumeOrStart(Sum::new)) {
      assertThat(run.safepoint()).isTrue();
      throw new IllegalArgumentException("a mistake of the program");
    } catch (IllegalArgumentException e) {
      assertThat(job.requeued()).isEmpty();
    }
    assertThat(job.end()).isFalse();
  }

  @Test
  void shouldStartAgainWhatIsSavedAlthoughNobodyWasTold() {
    FakeJob job = new FakeJob("sum", Duration.ofHours(1));
    try (Checkpoint<Sum> run = configure(job).resumeOrStart(Sum::new)) {
      assertThat(run.safepoint()).isTrue();
      job.pass(Duration.ofMinutes(58));
    }
    assertThat(job.requeued()).containsExactly(StopCause.TIME_LIMIT);
  }

  private static JobEnvironment environment(InvocationHandler answers) {
    return (JobEnvironment)
        Proxy.newProxyInstance(
            FakeJobTest.class.getClassLoader(), new Class<?>[] {JobEnvironment.class}, answers);
  }

  /** An environment of somebody else's, with mistakes in it. */
  @Test
  void shouldComputeOnWhateverAnEnvironmentGives() {
    JobEnvironment broken =
        environment(
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isPresent" -> true;
                  case "identity", "jobName", "timeLeft", "requeue" -> null;
                  default -> throw new AssertionError(method);
                });
    try (Checkpoint<Sum> run =
        configure(new FakeJob("sum", Duration.ofHours(1))).job(broken).resumeOrStart(Sum::new)) {
      while (run.state().step < STEPS && run.safepoint()) {
        run.state().add();
      }
      run.complete();
      assertThat(run.state().value).isEqualTo(Sum.after(STEPS));
    }
  }

  private static JobEnvironment taskOfAnArray(String task) {
    FakeJob job = new FakeJob("sum", Duration.ofHours(1));
    return environment(
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "arrayTask" -> Optional.of(task);
              case "submission" -> Optional.of("big/15");
              default -> method.invoke(job, arguments);
            });
  }

  /** A name that was given to all tasks of an array would give all of them the result of one. */
  @Test
  void shouldRefuseToShareARunAmongTasksThatWereSubmittedTogether() {
    FakeJob any = new FakeJob("sum", Duration.ofHours(1));
    try (Checkpoint<Sum> run = configure(any).job(taskOfAnArray("1")).resumeOrStart(Sum::new)) {
      run.complete();
    }

    assertThatThrownBy(() -> configure(any).job(taskOfAnArray("2")).resumeOrStart(Sum::new))
        .isInstanceOf(ParametersDifferException.class)
        .hasMessageContaining("is that of task 1 of this job, and this is task 2");
    try (Checkpoint<Sum> again = configure(any).job(taskOfAnArray("1")).resumeOrStart(Sum::new)) {
      assertThat(again.isComplete()).isTrue();
    }
  }

  /** An attempt may end before anybody has looked at what goes with it. */
  @Test
  void shouldHaveWrittenTheScriptThatIsNamedWhenAnAttemptEnds() {
    FakeJob told = new FakeJob("sum", Duration.ofHours(1));
    List<Boolean> there = new ArrayList<>();
    Path script = folder.resolve("sum").resolve("resume.sh");
    JobEnvironment job =
        environment(
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "resumeScript" -> Optional.of("echo goes on\n");
                  case "requeue" -> {
                    there.add(Files.exists(script));
                    yield null;
                  }
                  default -> method.invoke(told, arguments);
                });
    try (Checkpoint<Sum> run = configure(told).job(job).resumeOrStart(Sum::new)) {
      assertThat(run.safepoint()).isTrue();
      told.pass(Duration.ofMinutes(58));
    }

    assertThat(there).containsExactly(true);
    assertThat(script).content().isEqualTo("echo goes on\n");
  }

  @Test
  void shouldTakeOverAtOnceFromAnEarlierStartOfTheSameJob() {
    FakeJob job = new FakeJob("sum", Duration.ofDays(3));
    assertThat(job.isCertainlyOver(job.identity())).isFalse();
    var before = job.identity();
    job.preempt(Duration.ofSeconds(30));
    assertThat(job.end()).isTrue();
    assertThat(job.isCertainlyOver(before)).isTrue();
    assertThat(job.isCertainlyOver(job.identity())).isFalse();
    assertThat(new FakeJob("other", Duration.ofDays(1)).isCertainlyOver(before)).isFalse();
  }

  @Test
  void shouldNotBeStartedForEverWhereNothingComesOfIt() {
    FakeJob job = new FakeJob("sum", Duration.ofMinutes(30));
    int starts = 0;
    while (!job.isOver()) {
      assertThat(++starts).as("starts").isLessThan(10);
      // Its time is over before it has come to a safepoint.
      try (Checkpoint<Sum> run = configure(job).resumeOrStart(Sum::new)) {
        job.pass(Duration.ofMinutes(29));
        boolean goesOn = run.safepoint();
        assertThat(goesOn || run.isStopping()).isTrue();
      }
      boolean again = job.end();
      assertThat(again).as("start " + starts).isEqualTo(starts < 2);
    }
  }

  @Test
  void shouldGoOnWhereTheLimitIsRaisedJustInTime() {
    FakeJob job = new FakeJob("sum", Duration.ofMinutes(STEPS / 2));
    Outcome outcome =
        start(
            job,
            (same, step) -> {
              if (step == STEPS / 4) {
                same.limit(Duration.ofMinutes(2 * STEPS));
              }
              aMinute(same, step);
            });

    assertThat(outcome.complete()).isTrue();
    assertThat(job.requeued()).isEmpty();
  }
}
