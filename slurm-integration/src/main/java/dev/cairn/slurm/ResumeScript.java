/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A job script that goes on with one run, from wherever it is submitted. It holds no values of
 * environment variables but those that say how much the job gets, and which modules are loaded.
 *
 * @param options what it asks for
 * @param job the job it follows
 * @param ranks how many tasks the run has
 * @param command how the JVM was started
 */
record ResumeScript(JobOptions options, SlurmVariables job, int ranks, CommandLine command) {

  /**
   * Writes it.
   *
   * @param script where the script will be: in the folder of the run
   */
  String text(Path script) {
    Path run = script.toAbsolutePath().normalize().getParent();
    String name = String.valueOf(run.getFileName());
    Optional<String> modules = job.find("LOADEDMODULES");
    List<String> lines = new ArrayList<>();
    lines.add(modules.isPresent() ? "#!/bin/bash -l" : "#!/bin/sh");
    options
        .values()
        .forEach((option, value) -> lines.add("#SBATCH --" + option + "=" + forSbatch(value)));
    lines.add("#SBATCH --requeue");
    lines.add("#SBATCH --open-mode=append");
    lines.add("# Goes on with run " + plain(name) + " from its newest checkpoint.");
    lines.add("# Written anew by each of its attempts; sh resume.sh submits it.");
    lines.add("if [ -z \"${SLURM_JOB_ID:-}\" ]; then");
    lines.add("  exec sbatch \"$@\" " + CommandLine.quote(script.toAbsolutePath().toString()));
    lines.add("fi");
    modules.ifPresent(list -> lines.add("module load " + quoteAll(List.of(list.split(":", -1)))));
    lines.add("cd " + CommandLine.quote(options.folder().toString()) + " || exit 1");
    // Variables come before all else, so that none of the submitter's leads to another run.
    lines.add(
        "export CAIRN_DIRECTORY="
            + CommandLine.quote(String.valueOf(run.getParent()))
            + " CAIRN_NAME="
            + CommandLine.quote(name));
    lines.add("exec " + launch() + command.quoted());
    return String.join("\n", lines) + "\n";
  }

  /**
   * One task of a step goes on as the task that it was, for its program may ask which it is; ranks
   * go on all together.
   */
  private String launch() {
    if (job.step().isEmpty()) {
      return "";
    } else if (ranks > 1) {
      return "srun --export=ALL --kill-on-bad-exit=1 -n" + job.stepTasks() + " ";
    }
    return "srun --export=ALL "
        + job.stepTask()
            .map(
                task ->
                    "env SLURM_PROCID="
                        + CommandLine.quote(task)
                        + (" SLURM_NTASKS=" + job.stepTasks())
                        + (" SLURM_STEP_NUM_TASKS=" + job.stepTasks() + " "))
            .orElse("");
  }

  /** As sbatch reads the words of its comments: in quotes, with backslashes. */
  private static String forSbatch(String value) {
    String text = plain(value);
    return text.matches("[A-Za-z0-9_@%+=:,./-]+")
        ? text
        : '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private static String quoteAll(List<String> words) {
    return String.join(" ", words.stream().map(CommandLine::quote).toList());
  }

  /** Nothing of it may begin a line of its own. */
  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "_");
  }
}
