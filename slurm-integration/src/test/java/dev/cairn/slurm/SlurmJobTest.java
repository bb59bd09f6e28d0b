/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import dev.cairn.spi.StopCause;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class SlurmJobTest {
  private final FakeController controller = new FakeController();
  private final Map<String, String> variables =
      new HashMap<>(Map.of("SLURM_JOB_ID", "17", "SLURM_CLUSTER_NAME", "big"));

  private SlurmJob job() {
    return job(1, 0);
  }

  private SlurmJob job(long alike, double position) {
    SlurmVariables job = new SlurmVariables(variables);
    SlurmQueue queue =
        new SlurmQueue(controller, new CallBudget(controller::nanos), controller::nanos, "17");
    return new SlurmJob(
        new SlurmJob.Parts(
            job,
            new Surroundings(List.of(), "slurmstepd", false),
            queue,
            new TimeLimit(queue, controller, controller::nanos, alike, position),
            new Requeuing(
                job,
                queue,
                controller,
                told -> "",
                new StepTasks(job, Optional::empty, controller::pass),
                Optional.empty()),
            () -> Instant.EPOCH,
            controller::pass));
  }

  @Test
  void shouldBeFoundAndSilentOutsideOfAJob() {
    List<JobEnvironment> found =
        ServiceLoader.load(JobEnvironment.class).stream().map(ServiceLoader.Provider::get).toList();

    assertThat(found).hasExactlyElementsOfTypes(SlurmJob.class);
    variables.clear();
    assertThat(job().isPresent()).isFalse();
  }

  @Test
  void shouldBelieveARankOnlyInAStep() {
    variables.putAll(Map.of("SLURM_PROCID", "0", "SLURM_NTASKS", "8"));
    assertThat(job().stepTask()).isEmpty();

    variables.putAll(Map.of("SLURM_STEP_ID", "0", "SLURM_STEP_NUM_TASKS", "8"));
    assertThat(job().stepTask()).contains("0");
    assertThat(job().alike()).isEqualTo(8);

    variables.put("SLURM_STEP_NUM_TASKS", "1");
    assertThat(job().stepTask()).isEmpty();
  }

  @Test
  void shouldSayWhichRankOfWhichStartItIs() {
    assertThat(job().launchedRank()).as("no step").isEmpty();
    variables.putAll(
        Map.of("SLURM_STEP_ID", "0", "SLURM_STEP_NUM_TASKS", "8", "SLURM_PROCID", "3"));
    LaunchedRank first = job().launchedRank().orElseThrow();
    variables.put("SLURM_RESTART_COUNT", "1");
    LaunchedRank second = job().launchedRank().orElseThrow();

    assertThat(first.rank()).isEqualTo(3);
    assertThat(first.size()).isEqualTo(8);
    assertThat(second.launch()).as("another start").isNotEqualTo(first.launch());

    variables.put("SLURM_HET_SIZE", "2");
    assertThatThrownBy(() -> job().launchedRank())
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("heterogeneous");
  }

  @Test
  void shouldKnowThatTheSameJobWasStartedAgain() {
    Map<String, String> before = job().identity();
    variables.put("SLURM_RESTART_COUNT", "1");
    Map<String, String> later = job().identity();

    assertThat(job().isCertainlyOver(before)).isTrue();
    assertThat(job().isCertainlyOver(later)).isFalse();
    assertThat(controller.calls()).isEmpty();
  }

  @Test
  void shouldAskForAnotherJob() {
    Map<String, String> other = new HashMap<>(job().identity());
    other.put("job", "16");

    assertThat(job().isCertainlyOver(other)).isFalse();
    controller.state("CANCELLED");
    assertThat(job().isCertainlyOver(other)).isTrue();
    controller.state("NODE_FAIL");
    assertThat(job().isCertainlyOver(other)).as("its processes may run on").isFalse();
    other.put("cluster", "other");
    controller.state("CANCELLED");
    assertThat(job().isCertainlyOver(other)).as("another cluster's numbers").isFalse();
  }

  @Test
  void shouldKnowItsLimitThoughItHasAskedForAnotherJobFirst() {
    controller.left("20:00");
    SlurmJob job = job();
    Map<String, String> other = new HashMap<>(job.identity());
    other.put("job", "16");

    assertThat(job.isCertainlyOver(other)).isFalse();
    assertThat(job.timeLeft()).isEmpty();
    controller.pass(Duration.ofSeconds(1));

    assertThat(job.timeLeft()).contains(Duration.ofSeconds(1199));
  }

  /** What was confirmed twice must not leave the end in the dark. */
  @Test
  void shouldSeeACancellationAfterItsLimitWasConfirmed() {
    controller.left("20:00");
    SlurmJob job = job();
    assertThat(job.timeLeft()).isEmpty();
    controller.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 3; i++) {
      assertThat(job.confirmedTimeLeft()).isPresent();
      controller.pass(Duration.ofSeconds(5));
    }
    controller.state("COMPLETING").left("19:00");

    assertThat(job.stopCause(Optional.of("TERM"))).isEqualTo(StopCause.CANCELLED);
  }

  @Test
  void shouldKnowThatAnotherJobIsSuspendedOnceItHasAsked() {
    Map<String, String> other = new HashMap<>(job().identity());
    other.put("job", "16");
    other.put("queueId", "16");
    SlurmJob job = job();
    controller.state("SUSPENDED");

    assertThat(job.isCertainlyOver(other)).isFalse();
    assertThat(job.isSuspended(other)).isTrue();
    controller.state("RUNNING");
    assertThat(job.isCertainlyOver(other)).isFalse();
    assertThat(job.isSuspended(other)).isFalse();
  }

  /** All tasks of an array that was submitted anew ask for their predecessors. */
  @Test
  void shouldAskForOthersInTurn() {
    Map<String, String> other = new HashMap<>(job().identity());
    other.put("job", "16");

    for (double position : new double[] {0.25, 0.5, 0.75}) {
      assertThat(job(5000, position).isCertainlyOver(other)).isFalse();
    }

    assertThat(controller.calls()).extracting(Duration::toSeconds).containsExactly(12L, 37L, 74L);
  }

  @Test
  void shouldTakeATermNearTheKnownEndForTheLimit() {
    variables.put("SLURM_JOB_END_TIME", "100");
    SlurmJob job = job();
    assertThat(job.timeLeft()).contains(Duration.ofSeconds(100));

    controller.pass(Duration.ofSeconds(40));

    assertThat(job.stopCause(Optional.of("TERM"))).isEqualTo(StopCause.TIME_LIMIT);
    controller.state("COMPLETING").left("0:40");
    assertThat(job.stopCause(Optional.of("TERM"))).isEqualTo(StopCause.CANCELLED);
    controller.die();
    assertThat(job.stopCause(Optional.of("TERM"))).isEqualTo(StopCause.TIME_LIMIT);
  }

  @Test
  void shouldTakeATermAtAnyOtherTimeForWhatSqueueSays() {
    controller.left("10:00:00");
    assertThat(job().stopCause(Optional.of("TERM"))).isEqualTo(StopCause.UNKNOWN);
    assertThat(job().stopCause(Optional.of("INT"))).isEqualTo(StopCause.CANCELLED);
    assertThat(job().stopCause(Optional.of("USR1"))).isEqualTo(StopCause.TIME_LIMIT);
    controller.preempted("2026-11-28T10:00:00");
    assertThat(job().stopCause(Optional.of("TERM"))).isEqualTo(StopCause.PREEMPTED);
    assertThat(job().stopCause(Optional.of("USR1"))).isEqualTo(StopCause.PREEMPTED);
    controller.preempted("N/A").restarts("1");
    assertThat(job().stopCause(Optional.of("TERM"))).isEqualTo(StopCause.PREEMPTED);
    controller.restarts("0").state("COMPLETING");
    assertThat(job().stopCause(Optional.of("TERM"))).isEqualTo(StopCause.CANCELLED);
    controller.left("0:00");
    assertThat(job().stopCause(Optional.of("TERM"))).isEqualTo(StopCause.TIME_LIMIT);
  }

  @Test
  void shouldSayWhyItCannotTell() {
    controller.die();
    SlurmJob job = job();
    assertThat(job.timeLeft()).isEmpty();

    controller.pass(Duration.ofSeconds(1));

    assertThatThrownBy(job::timeLeft)
        .hasMessageContaining("squeue has not answered")
        .hasMessageContaining("SLURM_JOB_END_TIME");
    assertThat(job.stopCause(Optional.of("TERM"))).isEqualTo(StopCause.UNKNOWN);
  }

  @Test
  void shouldOfferAScriptOnceTheLimitIsKnown() {
    controller.left("10:00:00");
    SlurmJob job = job();
    Path script = Path.of("/runs/Sim/resume.sh");
    assertThat(job.timeLeft()).isEmpty();
    assertThat(job.resumeScript(script, 1)).isEmpty();

    controller.pass(Duration.ofSeconds(1));

    assertThat(job.resumeScript(script, 1).orElseThrow()).contains("#SBATCH --time=1-00:00:00");
  }

  @Test
  void shouldAskForItsOwnTaskOfAnArray() {
    variables.putAll(Map.of("SLURM_ARRAY_JOB_ID", "17", "SLURM_ARRAY_TASK_ID", "3"));
    Map<String, String> other = new HashMap<>(job().identity());
    assertThat(other).containsEntry("queueId", "17_3");
    other.put("job", "16");
    other.put("queueId", "16_3");

    assertThat(job().isCertainlyOver(other)).isFalse();

    assertThat(controller.lastCommand()).contains("16_3");
  }

  /** The script goes on with the run of one task; the job that is submitted anew has them all. */
  @Test
  void shouldAskForOneTaskWhereEachIsARunOfItsOwn() {
    variables.putAll(
        Map.of(
            "SLURM_STEP_ID", "0",
            "SLURM_STEP_NUM_TASKS", "8",
            "SLURM_NTASKS", "8",
            "SLURM_JOB_NUM_NODES", "2",
            "SLURM_JOB_END_TIME", "100"));

    assertThat(job().resumeScript(Path.of("/runs/Sim/resume.sh"), 1).orElseThrow().lines())
        .doesNotContain("#SBATCH --ntasks=1");
    variables.put("SLURM_PROCID", "3");

    assertThat(job().resumeScript(Path.of("/runs/Sim/resume.sh"), 1).orElseThrow().lines())
        .contains("#SBATCH --ntasks=1", "#SBATCH --nodes=1");
    assertThat(job().resumeScript(Path.of("/runs/Sim/resume.sh"), 8).orElseThrow().lines())
        .as("of ranks it goes on with all")
        .contains("#SBATCH --ntasks=8", "#SBATCH --nodes=2")
        .anyMatch(line -> line.startsWith("exec srun --export=ALL --kill-on-bad-exit=1 -n8 "));
    assertThat(
            JobOptions.of(new SlurmVariables(variables), Optional.empty(), Path.of("/home/ada"))
                .values())
        .containsEntry("ntasks", "8")
        .containsEntry("nodes", "2");
  }
}
