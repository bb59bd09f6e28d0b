/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import dev.cairn.spi.Ending;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

  private static final Pattern FOLDER =
      Pattern.compile(" WorkDir=(.+?) (?:Std(?:Err|In|Out)|Power)=");
  private static final Pattern TASKS = Pattern.compile(" NumTasks=(\\d+) ");

  private final SlurmVariables job;
  private final SlurmQueue queue;
  private final Commands commands;
  private final Path folder;
  private final CommandLine command;

  /**
   * Creates it.
   *
   * @param folder where this JVM works
   * @param command how it was started
   */
  BatchScript(
      SlurmVariables job, SlurmQueue queue, Commands commands, Path folder, CommandLine command) {
    this.job = job;
    this.queue = queue;
    this.commands = commands;
    this.folder = folder;
    this.command = command;
  }

  @Override
  public String submit(Ending ending) {
    // Other tasks of its step, or other programs of its script, want the same.
    Path mark =
        ending.run().resolveSibling(".resubmitted-" + job.requeueId() + "-" + job.restartCount());
    try {
      return "job " + submitOnce(mark) + " goes on where " + job.requeueId() + " has ended";
    } catch (FileAlreadyExistsException e) {
      return "another of its programs has submitted the job that goes on";
    } catch (IOException e) {
      return "no new job could be submitted: " + e.getMessage() + Requeuing.goOn(ending);
    }
  }

  private String submitOnce(Path mark) throws IOException {
    Files.createFile(mark);
    try {
      return submitAnew();
    } catch (IOException e) {
      Files.deleteIfExists(mark);
      throw e;
    }
  }

  private String submitAnew() throws IOException {
    if (command.hasBlanks()) {
      throw new IOException(
          "an argument of the program has blanks in it, or is empty, and Slurm does not keep such");
    }
    String told = run("scontrol", "show", "job", "-o", job.jobId());
    Path script = Files.createTempFile("cairn-job", ".sh");
    try {
      Files.writeString(script, run("scontrol", "write", "batch_script", job.jobId(), "-"));
      List<String> words = new ArrayList<>(List.of("env"));
      job.find("SLURM_SUBMIT_DIR").ifPresent(from -> words.addAll(List.of("-C", from)));
      words.add(SlurmVariables.RESUBMITTED + "=" + (job.resubmitted() + 1));
      words.addAll(List.of("sbatch", "--parsable", "--requeue"));
      options(told).forEach((name, value) -> words.add("--" + name + "=" + value));
      words.add("--dependency=afterany:" + job.jobId()); // others of its step may be saving still
      words.add(script.toString());
      words.addAll(arguments(told));
      return run(words.toArray(String[]::new)).trim();
    } finally {
      Files.deleteIfExists(script);
    }
  }

  /** A step, and a cd, have changed what this JVM sees of them. */
  private Map<String, String> options(String told) {
    Map<String, String> options =
        new LinkedHashMap<>(JobOptions.of(job, queue.last(), folder).values());
    find(FOLDER, told).ifPresent(workFolder -> options.put("chdir", workFolder));
    options.remove("ntasks");
    find(TASKS, told).ifPresent(tasks -> options.put("ntasks", tasks));
    return options;
  }

  private static Optional<String> find(Pattern pattern, String told) {
    return Optional.of(pattern.matcher(told)).filter(Matcher::find).map(found -> found.group(1));
  }

  private static List<String> arguments(String told) {
    return find(COMMAND, told)
        .map(String::trim)
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
