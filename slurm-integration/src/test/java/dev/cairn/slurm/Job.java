/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A job of the test's cluster.
 *
 * @param cluster where
 * @param id its number
 * @param folder where it was submitted
 */
public record Job(Cluster cluster, String id, Path folder) {
  /** What scontrol says of it. */
  public String show(String field) throws IOException {
    String all = cluster.asRoot("scontrol", "show", "job", "-o", id);
    Matcher matcher = Pattern.compile("\\b" + field + "=(\\S*)").matcher(all);
    return matcher.find() ? matcher.group(1) : "";
  }

  public String state() throws IOException {
    return show("JobState");
  }

  public int restarts() throws IOException {
    return Integer.parseInt(show("Restarts"));
  }

  /** What it has printed. */
  public String output() throws IOException {
    Path file = folder.resolve("slurm-" + id + ".out");
    return Files.exists(file) ? Files.readString(file) : "";
  }

  /** The lines that its program has written to a file of that name. */
  public List<String> lines(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  public Job awaitState(Duration patience, String... states) {
    return await(
        "job " + id + " to be " + List.of(states),
        patience,
        job -> List.of(states).contains(job.state()));
  }

  /** Waits for Slurm to say why it does not start: it finds out at its next pass over the queue. */
  public Job awaitReason(String reason, Duration patience) {
    return await(
        "job " + id + " to wait for " + reason, patience, job -> job.show("Reason").equals(reason));
  }

  /** Waits for a line in that file. */
  public Job awaitLine(String name, String text, Duration patience) {
    return await(
        "job " + id + " to write " + text,
        patience,
        job -> job.lines(name).stream().anyMatch(line -> line.contains(text)));
  }

  /** Waits for so many lines in it. */
  public Job awaitLines(String name, int count, Duration patience) {
    return await(
        "job " + id + " to write " + count + " lines",
        patience,
        job -> job.lines(name).size() >= count);
  }

  /** The process that its program has last said it is. */
  public long process(String name) throws IOException {
    String last = "";
    for (String line : lines(name)) {
      last = line.contains("as process ") ? line : last;
    }
    return Long.parseLong(last.substring(last.lastIndexOf(' ') + 1));
  }

  public Job awaitOutput(String text, Duration patience) {
    return await("job " + id + " to print " + text, patience, job -> job.output().contains(text));
  }

  /** Something to be true of it. */
  interface Truth {
    boolean of(Job job) throws IOException;
  }

  private Job await(String what, Duration patience, Truth truth) {
    Predicate<Job> told =
        job -> {
          try {
            return truth.of(job);
          } catch (IOException e) {
            return false; // a controller that is busy, or away
          }
        };
    try {
      org.awaitility.Awaitility.await(what)
          .atMost(patience)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> told.test(this));
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + "; it printed: " + quietOutput(), e);
    }
    return this;
  }

  /** In one line, since a summary of many tests shows no more. */
  private String quietOutput() {
    String state;
    try {
      state = state();
    } catch (IOException e) {
      state = "it is forgotten: " + e;
    }
    try {
      return state + " | " + output().replace("\n", " | ");
    } catch (IOException e) {
      return state + " | " + e;
    }
  }
}
