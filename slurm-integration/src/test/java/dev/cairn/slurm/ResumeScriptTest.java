/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumeScriptTest {
  private static final Map<String, String> JOB =
      Map.of(
          "SLURM_JOB_ID", "17",
          "SLURM_JOB_NAME", "a sweep of \"four\"",
          "SLURM_JOB_PARTITION", "normal",
          "SLURM_JOB_ACCOUNT", "physics",
          "SLURM_CPUS_PER_TASK", "4",
          "SLURM_MEM_PER_NODE", "8000",
          "SECRET", "do not tell");

  @TempDir Path folder;
  private Path script;
  private Path launch;

  @BeforeEach
  void makeFolders() throws Exception {
    launch = Files.createDirectory(folder.resolve("it's here"));
    script = Files.createDirectories(folder.resolve("runs/Sim-1")).resolve("resume.sh");
  }

  private String text(Map<String, String> more, List<String> command) {
    Map<String, String> variables = new HashMap<>(JOB);
    variables.putAll(more);
    SlurmVariables job = new SlurmVariables(variables);
    JobState state = new JobState("RUNNING", "1:00", "1-00:00:00", "N/A", true, true, 0);
    JobOptions options = JobOptions.of(job, Optional.of(state), launch);
    return new ResumeScript(options, job, 1, new CommandLine(command)).text(script);
  }

  /** Puts a program in front of all others that prints its words, one in brackets each. */
  private Path program(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.writeString(
        file,
        "#!/bin/sh\npwd\necho $CAIRN_DIRECTORY $CAIRN_NAME\nfor word in \"$@\"; do printf '[%s]' \"$word\"; done\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    return file;
  }

  private String run(String text, boolean inJob) throws Exception {
    Files.writeString(script, text);
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", script.toString()).redirectErrorStream(true);
    builder.directory(Path.of("/").toFile());
    builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
    builder.environment().remove("SLURM_JOB_ID");
    builder.environment().put("CAIRN_DIRECTORY", "elsewhere");
    builder.environment().put("CAIRN_NAME", "another");
    if (inJob) {
      builder.environment().put("SLURM_JOB_ID", "18");
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.trim();
  }

  @Test
  void shouldAskForWhatTheJobHad() {
    assertThat(text(Map.of(), List.of("java", "Sim")).lines())
        .startsWith("#!/bin/sh")
        .contains(
            "#SBATCH --job-name=\"a sweep of \\\"four\\\"\"",
            "#SBATCH --partition=normal",
            "#SBATCH --account=physics",
            "#SBATCH --time=1-00:00:00",
            "#SBATCH --cpus-per-task=4",
            "#SBATCH --mem=8000",
            "#SBATCH --requeue");
  }

  @Test
  void shouldHoldNoValuesOfTheEnvironment() {
    assertThat(text(Map.of(), List.of("java", "Sim"))).doesNotContain("do not tell");
  }

  @Test
  void shouldSubmitItselfOutsideOfAJob() throws Exception {
    program("sbatch");

    assertThat(run(text(Map.of(), List.of("java", "Sim")), false))
        .isEqualTo("/\nelsewhere another\n[" + script + "]");
  }

  @Test
  void shouldGoOnWithTheSameRunInAJob() throws Exception {
    Path java = program("java");

    assertThat(run(text(Map.of(), List.of(java.toString(), "Sim", "it's 1", "")), true))
        .isEqualTo(launch + "\n" + folder.resolve("runs") + " Sim-1\n[Sim][it's 1][]");
  }

  @Test
  void shouldStartAStepWhereItWasOne() throws Exception {
    program("srun");

    assertThat(run(text(Map.of("SLURM_STEP_ID", "0"), List.of("/bin/java", "Sim")), true))
        .contains("[--export=ALL][/bin/java]");
  }

  /** A program may ask which task it is. */
  @Test
  void shouldBeTheTaskOfItsStepThatItWas() throws Exception {
    program("srun");
    Map<String, String> step =
        Map.of("SLURM_STEP_ID", "0", "SLURM_STEP_NUM_TASKS", "3", "SLURM_PROCID", "2");

    assertThat(run(text(step, List.of("/bin/java", "Sim")), true))
        .contains("[env][SLURM_PROCID=2][SLURM_NTASKS=3][SLURM_STEP_NUM_TASKS=3][/bin/java][Sim]");
  }

  @Test
  void shouldBeTheOneTaskOfItsArray() {
    Map<String, String> array = Map.of("SLURM_ARRAY_JOB_ID", "15", "SLURM_ARRAY_TASK_ID", "4");

    assertThat(text(array, List.of("java", "Sim")).lines()).contains("#SBATCH --array=4");
  }

  @Test
  void shouldLoadTheModulesThatWereLoaded() {
    assertThat(text(Map.of("LOADEDMODULES", "java/17:gcc/12"), List.of("java", "Sim")).lines())
        .startsWith("#!/bin/bash -l")
        .contains("module load java/17 gcc/12");
  }
}
