/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Requeue;
import dev.cairn.spi.Ending;
import dev.cairn.spi.StopCause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RequeuingTest {
  private static final List<String> REQUEUE = List.of("scontrol", "requeue", "17");

  private final FakeController controller = new FakeController();
  private final List<String> said = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>(Map.of("SLURM_JOB_ID", "17"));
  private Optional<String> workflow = Optional.empty();
  private Requeue wanted = Requeue.AUTO;
  private int fruitless;
  private long attempt = 3;
  private Optional<Duration> left = Optional.of(Duration.ofSeconds(80));
  private Duration waited = Duration.ZERO;
  private Runnable meanwhile = () -> {};

  private void end(StopCause cause) {
    SlurmVariables job = new SlurmVariables(variables);
    SlurmQueue queue =
        new SlurmQueue(controller, new CallBudget(controller::nanos), controller::nanos, "17");
    Optional<JobState> unused = queue.own();
    Ending ending =
        new Ending(
            cause,
            wanted,
            50,
            attempt,
            fruitless,
            OptionalInt.empty(),
            1,
            Path.of("/runs/Sim"),
            said::add);
    requeuing(job, queue).after(ending);
  }

  private Requeuing requeuing(SlurmVariables job, SlurmQueue queue) {
    StepTasks tasks = new StepTasks(job, () -> left, this::pass);
    return new Requeuing(job, queue, controller, told -> "submitted", tasks, workflow);
  }

  private void pass(Duration span) {
    waited = waited.plus(span);
    controller.pass(span);
    meanwhile.run();
  }

  private void shouldHaveStayed(String why) {
    assertThat(controller.others()).isEmpty();
    assertThat(said)
        .singleElement()
        .asString()
        .contains("job 17 is not started again", why, "to go on: sh /runs/Sim/resume.sh");
  }

  @Test
  void shouldPutAJobIntoTheQueueAgainWhoseTimeIsUsedUp() {
    end(StopCause.TIME_LIMIT);

    assertThat(controller.others()).contains(REQUEUE);
    assertThat(said.get(0))
        .isEqualTo("job 17 is put into the queue again (restart 1 of at most 50)");
  }

  @Test
  void shouldNameTheTaskOfAnArray() {
    variables.putAll(Map.of("SLURM_ARRAY_JOB_ID", "15", "SLURM_ARRAY_TASK_ID", "2"));

    end(StopCause.TIME_LIMIT);

    assertThat(controller.others()).contains(List.of("scontrol", "requeue", "15_2"));
  }

  @ParameterizedTest
  @EnumSource(
      value = StopCause.class,
      names = {"CANCELLED", "REQUESTED", "UNKNOWN"})
  void shouldNotStartWhatSomebodyWantsToEnd(StopCause cause) {
    end(cause);

    shouldHaveStayed("");
  }

  @Test
  void shouldNotStartAgainForEver() {
    variables.put("SLURM_RESTART_COUNT", "50");

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("it was 50 times, and CAIRN_REQUEUE_LIMIT is 50");
  }

  @Test
  void shouldNotStartAgainWhatGetsNowhere() {
    fruitless = 2;

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("2 attempts in a row have saved nothing but what they began with");
  }

  @Test
  void shouldLeaveThatToAWorkflow() {
    workflow = Optional.of("Nextflow");

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("that is the business of Nextflow");
  }

  @Test
  void shouldNotStartAgainWhatMayNotBe() {
    controller.requeue("0");

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("--no-requeue");
  }

  @Test
  void shouldNotStartAgainWhatHasNoScript() {
    controller.batch("0");

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("it has no script");
  }

  @Test
  void shouldDoNothingWhereNothingIsWanted() {
    wanted = Requeue.NEVER;

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("requeue is NEVER");
  }

  @Test
  void shouldPrintTheCommandWhereThatIsWanted() {
    wanted = Requeue.PRINT;

    end(StopCause.TIME_LIMIT);

    assertThat(controller.others()).isEmpty();
    assertThat(said)
        .containsExactly(
            "once this job has ended: scontrol requeue 17; to go on: sh /runs/Sim/resume.sh");
  }

  @Test
  void shouldSayThatItWasRefused() {
    controller.answer(1, "slurm_update error: Access/permission denied\n");

    end(StopCause.TIME_LIMIT);

    assertThat(said.get(1))
        .contains("job 17 is NOT in the queue again", "permission denied", "to go on: sh ");
  }

  @Test
  void shouldSayThatNothingHasCome() {
    controller.answer(0, "");

    end(StopCause.TIME_LIMIT);

    assertThat(said.get(1)).contains("was accepted, and the job runs on");
  }

  @Test
  void shouldBeContentOnceItEnds() {
    controller.answer(0, "").state("COMPLETING").left("0:00");

    end(StopCause.TIME_LIMIT);

    assertThat(said).hasSize(1);
  }

  @Test
  void shouldNotStartWhatWasCancelledDuringItsLastCheckpoint() {
    controller.state("COMPLETING").left("0:50");

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("it was cancelled");
  }

  @Test
  void shouldLeaveToSlurmWhatItHasRequeuedItself() {
    controller.state("COMPLETING").left("10:00").restarts("1");

    end(StopCause.PREEMPTED);

    assertThat(controller.others()).isEmpty();
    assertThat(said).containsExactly("job 17 is in the queue again already");
  }

  @Test
  void shouldNotStartAgainWhatFindsNothingOfWhatItHasSaved() {
    variables.put("SLURM_RESTART_COUNT", "1");
    controller.restarts("1");
    variables.put("TMPDIR", "/runs");
    attempt = 1;

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("/runs/Sim does not outlive a start");
  }

  @Test
  void shouldCountTheJobsThatWereSubmittedAnew() {
    wanted = Requeue.RESUBMIT;
    variables.put("_CAIRN_RESUBMITTED", "4");
    end(StopCause.TIME_LIMIT);
    assertThat(said).containsExactly("submitted (restart 5 of at most 50)");

    said.clear();
    attempt = 1;
    end(StopCause.TIME_LIMIT);
    shouldHaveStayed("another name is given to the run each time");

    said.clear();
    attempt = 2;
    variables.put("_CAIRN_RESUBMITTED", "50");
    end(StopCause.TIME_LIMIT);
    shouldHaveStayed("it was 50 times");
  }

  /** The second program of a script finds nothing, and has lost nothing. */
  @Test
  void shouldPutAJobIntoTheQueueAgainWhoseSecondProgramHasBegun() {
    variables.put("SLURM_RESTART_COUNT", "1");
    controller.restarts("1");
    attempt = 1;

    end(StopCause.TIME_LIMIT);

    assertThat(controller.others()).contains(REQUEUE);
  }

  private void beTask(String number) {
    variables.putAll(
        Map.of("SLURM_STEP_ID", "0", "SLURM_STEP_NUM_TASKS", "8", "SLURM_PROCID", number));
  }

  /** A requeue ends all of them. */
  @Test
  void shouldGiveTheOtherTasksOfItsStepTimeToSave() {
    beTask("0");

    end(StopCause.TIME_LIMIT);

    assertThat(waited).isEqualTo(Duration.ofSeconds(80 - 15 - 10));
    assertThat(said.get(0)).contains("other tasks of its step have 55 s");
    assertThat(controller.others()).contains(REQUEUE);
  }

  @Test
  void shouldLeaveItToTheTaskThatWasFirst() {
    beTask("7");
    meanwhile = () -> controller.state("COMPLETING").restarts("1").left("10:00");

    end(StopCause.TIME_LIMIT);

    assertThat(waited).isEqualTo(Duration.ofMillis(80_000 - 15_000 - 1_250));
    assertThat(controller.others()).isEmpty();
    assertThat(said).last().isEqualTo("job 17 is in the queue again already");
  }

  @Test
  void shouldNotBeRequeuedWhereItIsCancelledWhileItWaits() {
    beTask("0");
    meanwhile = () -> controller.state("COMPLETING").left("10:00");

    end(StopCause.TIME_LIMIT);

    assertThat(controller.others()).isEmpty();
    assertThat(said).last().asString().contains("it was cancelled");
  }

  @Test
  void shouldNotLetThemWaitForLongNorForNothing() {
    beTask("3");
    left = Optional.of(Duration.ofHours(5));
    end(StopCause.TIME_LIMIT);
    assertThat(waited).isEqualTo(Duration.ofMinutes(2));

    left = Optional.empty();
    end(StopCause.TIME_LIMIT);
    assertThat(waited).isEqualTo(Duration.ofSeconds(140));

    left = Optional.of(Duration.ofSeconds(9));
    end(StopCause.TIME_LIMIT);
    left = Optional.of(Duration.ofHours(5));
    end(StopCause.PREEMPTED);
    wanted = Requeue.NEVER;
    end(StopCause.TIME_LIMIT);
    assertThat(waited).isEqualTo(Duration.ofSeconds(140));
  }

  @Test
  void shouldNotSubmitAnewWhatHasPartsOfItsOwn() {
    wanted = Requeue.RESUBMIT;
    variables.put("SLURM_HET_SIZE", "2");

    end(StopCause.TIME_LIMIT);

    shouldHaveStayed("no heterogeneous job is submitted anew");
  }

  @Test
  void shouldSayThatTheControllerDoesNotAnswer() {
    controller.die();

    end(StopCause.TIME_LIMIT);

    assertThat(said.get(1)).contains("scontrol has not answered", "to go on: sh ");
  }

  @Test
  void shouldEndWithTheCodeAtWhichTheSiteRequeues() {
    controller.answer(
        0, "ReconfigFlags = (null)\nRequeueExit             = 85\nRequeueExitHold = 86\n");
    SlurmQueue queue =
        new SlurmQueue(controller, new CallBudget(controller::nanos), controller::nanos, "17");
    Requeuing requeuing = requeuing(new SlurmVariables(variables), queue);

    assertThat(requeuing.exitCode(ending(StopCause.TIME_LIMIT))).hasValue(85);
    assertThat(requeuing.exitCode(ending(StopCause.CANCELLED))).hasValue(75);
  }

  @Test
  void shouldNotEndWithACodeThatTheSiteRequeuesWhereItIsNotToGoOn() {
    controller.answer(0, "RequeueExit             = 60,74-85\nRequeueExitHold = 71\n");
    SlurmQueue queue =
        new SlurmQueue(controller, new CallBudget(controller::nanos), controller::nanos, "17");
    Requeuing requeuing = requeuing(new SlurmVariables(variables), queue);

    assertThat(requeuing.exitCode(ending(StopCause.CANCELLED))).hasValue(70);
    assertThat(requeuing.exitCode(ending(StopCause.TIME_LIMIT))).hasValue(60);
  }

  private Ending ending(StopCause cause) {
    return new Ending(
        cause, wanted, 50, 1, 0, OptionalInt.empty(), 1, Path.of("/runs/Sim"), said::add);
  }
}
