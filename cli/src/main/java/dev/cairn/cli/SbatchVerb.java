/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a job script. */
@Command(
    name = "sbatch",
    description = {
      "Writes a job script for Slurm whose job ends before its limit and goes on by itself:",
      "  cairn sbatch --time 1-00:00:00 --mem 8G -o job.sh -- java -cp app.jar:cairn-all.jar Main 42",
      "The same script starts the run and goes on with it."
    })
final class SbatchVerb extends Verb {
  private static final String LIMIT = "\\d+|\\d+:\\d\\d(:\\d\\d)?|\\d+-\\d+(:\\d\\d(:\\d\\d)?)?";

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "What starts the program, after --.")
  private List<String> command;

  @Option(names = "--name", description = "The name of the job; part of the name of the run.")
  private String name;

  @Option(
      names = "--time",
      required = true,
      paramLabel = "LIMIT",
      description = "The limit of one job: 90 (minutes), 8:00:00, 1-12.")
  private String time;

  @Option(
      names = "--mem",
      paramLabel = "SIZE",
      description = "Memory for the job: the heap, and as much again for what is staged.")
  private String memory;

  @Option(names = "--cpus", paramLabel = "N", description = "Processors for the program.")
  private Integer cpus;

  @Option(
      names = "--ntasks",
      paramLabel = "N",
      description = "Tasks of the step, each a run of its own.")
  private Integer tasks;

  @Option(
      names = "--array",
      paramLabel = "INDEXES",
      description = "An array: 0-999, 0-999%%50. Each task is a run of its own.")
  private String array;

  @Option(names = "--partition", description = "Where it runs.")
  private String partition;

  @Option(
      names = "--directory",
      description = "Where checkpoints are; a folder that all nodes share.")
  private Path directory;

  @Option(
      names = "--warn",
      paramLabel = "SECONDS",
      description =
          "Have Slurm send USR1 so long before the limit; not needed where squeue answers.")
  private Integer warn;

  @Option(names = "--no-requeue", description = "For sites that forbid it: submit a chain instead.")
  private boolean noRequeue;

  @Option(
      names = "--chain",
      paramLabel = "N",
      description =
          "Tell how to submit N jobs, each after the one before; those after the end of the run end at once.")
  private Integer chain;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write it (default: the output).")
  private Path output;

  @Override
  int run() throws IOException {
    check("--time", time, LIMIT, "90 (minutes), 8:00:00 or 1-12");
    check("--mem", memory, "[1-9]\\d*[KMGT]?", "8G");
    check("--array", array, "[0-9][0-9,:-]*(%[1-9]\\d*)?", "0-999 or 0-999%50");
    check("--name", name, "[A-Za-z0-9._=+-]+", "letters, digits and ._=+-");
    check("--partition", partition, "[A-Za-z0-9._,=+-]+", "the name of one");
    for (Integer count : new Integer[] {cpus, tasks, warn, chain}) {
      check("a number", count == null ? null : count.toString(), "[1-9]\\d*", "one above 0");
    }
    String script = script();
    if (output == null) {
      terminal().out().print(script);
      terminal().out().flush();
    } else {
      NewFile.write(output, false, out -> out.write(script.getBytes(StandardCharsets.UTF_8)));
      boolean unused = output.toFile().setExecutable(true);
      terminal().line("written: " + output + "; submit it with: " + submit());
    }
    return ExitCode.GOOD;
  }

  private static void check(String option, String value, String pattern, String expected) {
    if (value != null && (!value.matches(pattern) || value.equals("0"))) {
      throw new CommandException(
          ExitCode.USAGE, option + " " + value + " makes no sense; expected " + expected);
    }
  }

  private String submit() {
    String file = output == null ? "job.sh" : output.toString();
    if (chain == null) {
      return "sbatch " + file;
    }
    return "job=$(sbatch --parsable "
        + file
        + "); for i in $(seq 2 "
        + chain
        + "); do job=$(sbatch --parsable --dependency=afterany:$job "
        + file
        + "); done";
  }

  private String script() {
    List<String> lines = new ArrayList<>(List.of("#!/bin/bash"));
    option(lines, "job-name", name);
    option(lines, "time", time);
    option(lines, "mem", memory);
    option(lines, "cpus-per-task", cpus);
    option(lines, "ntasks", tasks);
    option(lines, "array", array);
    option(lines, "partition", partition);
    option(lines, "signal", warn == null ? null : "USR1@" + warn);
    lines.add(noRequeue ? "#SBATCH --no-requeue" : "#SBATCH --requeue");
    lines.add("#SBATCH --open-mode=append   # a job that goes on keeps what it has written");
    if (chain != null) {
      lines.add("# submit: " + submit());
    }
    lines.add("");
    if (directory != null) {
      lines.add(
          "export CAIRN_DIRECTORY=" + quoted(directory.toAbsolutePath().normalize().toString()));
    }
    if (noRequeue) {
      lines.add("export CAIRN_REQUEUE=NEVER");
    }
    lines.add(
        "# srun hands signals on to the program; the exit code says whether there is more to do");
    lines.add("srun " + String.join(" ", command.stream().map(SbatchVerb::quoted).toList()));
    return String.join("\n", lines) + "\n";
  }

  private static void option(List<String> lines, String option, Object value) {
    if (value != null) {
      lines.add("#SBATCH --" + option + "=" + value);
    }
  }

  /** Variables are left to the shell of the job; all else is a word as it is. */
  private static String quoted(String word) {
    if (word.matches("\\$(\\w+|@|\\{\\w+})")) {
      return "\"" + word + "\"";
    }
    return word.matches("[A-Za-z0-9/._=+@:,%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
