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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchScriptTest {
  private static final String TOLD =
      "JobId=17 JobName=sim NumNodes=1 NumCPUs=4 NumTasks=4 CPUs/Task=1 "
          + "Command=/home/ada/job.sh 300 100 WorkDir=/home/ada/my work StdErr=/home/ada/out Power=";

  @TempDir Path folder;

  private final FakeController controller = new FakeController();
  private final Map<String, String> variables =
      new HashMap<>(
          Map.of(
              "SLURM_JOB_ID", "17",
              "SLURM_STEP_ID", "0",
              "SLURM_NTASKS", "1",
              "SLURM_SUBMIT_DIR", "/home/ada"));

  private String submit(String... command) {
    SlurmQueue queue =
        new SlurmQueue(controller, new CallBudget(controller::nanos), controller::nanos, "17");
    controller.answer(0, TOLD);
    Ending ending =
        new Ending(
            StopCause.TIME_LIMIT,
            Requeue.RESUBMIT,
            50,
            1,
            0,
            OptionalInt.empty(),
            1,
            folder.resolve("Sim"),
            text -> {});
    return new BatchScript(
            new SlurmVariables(variables),
            queue,
            controller,
            Path.of("/home/ada/sub"),
            new CommandLine(List.of(command)))
        .submit(ending);
  }

  /** Not what a step or a cd has made of it. */
  @Test
  void shouldSubmitWhatWasSubmitted() {
    variables.put("_CAIRN_RESUBMITTED", "2");

    assertThat(submit("java", "-cp", "a b", "Sim", "300")).startsWith("job ");

    List<String> words = controller.lastCommand();
    assertThat(words)
        .startsWith("env", "-C", "/home/ada", "_CAIRN_RESUBMITTED=3", "sbatch")
        .contains("--chdir=/home/ada/my work", "--ntasks=4", "--dependency=afterany:17")
        .endsWith("300", "100");
  }

  @Test
  void shouldSubmitOneJobForAllOfAStep() {
    assertThat(submit("java", "Sim")).startsWith("job ");

    assertThat(submit("java", "Sim"))
        .isEqualTo("another of its programs has submitted the job that goes on");
  }

  @Test
  void shouldRefuseWhatSlurmDoesNotKeep() {
    assertThat(submit("java", "Sim", "two words")).contains("has blanks in it", "resume.sh");
    assertThat(submit("java", "Sim", "")).contains("or is empty");
    assertThat(submit("java", "Sim", "three\nlines\nof it")).contains("has blanks in it");

    assertThat(submit("java", "Sim")).as("nothing is in the way of the next").startsWith("job ");
  }
}
