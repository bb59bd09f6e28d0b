/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import dev.cairn.spi.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Submits a job anew: the script that Slurm has of it, with what it was given and what it asks for,
 * in an environment without the old job's variables. Thread-safe.
 */
final class BatchScript implements Submission {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** All on one line; the words of the command are joined with blanks. */
  private static final Pattern COMMAND = Pattern.compile(" Command=\\S+ (.*?) ?WorkDir=");

  private final SlurmVariables job;
  private final SlurmQueue queue;
  private final Commands commands;
  private final Path folder;

  /**
   * Creates it.
   *
   * @param folder where the job works
   */
  BatchScript(SlurmVariables job, SlurmQueue queue, Commands commands, Path folder) {
    this.job = job;
    this.queue = queue;
    this.commands = commands;
    this.folder = folder;
  }

  @Override
  public String submit(Ending ending) {
    try {
      return "job " + submitAnew() + " goes on where " + job.requeueId() + " has ended";
    } catch (IOException e) {
      return "no new job could be submitted: " + e.getMessage() + Requeuing.goOn(ending);
    }
  }

  private String submitAnew() throws IOException {
    Path script = Files.createTempFile("cairn-job", ".sh");
    try {
      Files.writeString(script, run("scontrol", "write", "batch_script", job.jobId(), "-"));
      List<String> words = new ArrayList<>(List.of("sbatch", "--parsable", "--requeue"));
      JobOptions.of(job, queue.last(), folder)
          .values()
          .forEach((name, value) -> words.add("--" + name + "=" + value));
      words.add("--dependency=afterany:" + job.jobId()); // others of its step may be saving still
      words.add(script.toString());
      words.addAll(arguments());
      return run(words.toArray(String[]::new)).trim();
    } finally {
      Files.deleteIfExists(script);
    }
  }

  private List<String> arguments() throws IOException {
    Matcher matcher = COMMAND.matcher(run("scontrol", "show", "job", "-o", job.jobId()));
    return Optional.of(matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1).trim())
        .filter(text -> !text.isEmpty())
        .map(text -> List.of(text.split(" +", -1)))
        .orElse(List.of());
  }

  private String run(String... command) throws IOException {
    Commands.Result result = commands.run(PATIENCE, List.of(command));
    if (!result.isGood()) {
      throw new IOException(
          String.join(" ", List.of(command).subList(0, 2)) + " says: " + result.output().trim());
    }
    return result.output();
  }
}
