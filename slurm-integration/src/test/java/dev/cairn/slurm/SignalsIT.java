/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What this library relies on: whom Slurm tells that a job is to end, and what becomes of whom. */
@ExtendWith(RealSlurm.class)
@Execution(ExecutionMode.CONCURRENT)
class SignalsIT {
  private static final String LOG = "log.txt";
  private static final Duration SOON = Duration.ofMinutes(3);

  /** The program: it says what it is told, and whether the shell that has started it is there. */
  private static final String PROGRAM =
      """
      #!/bin/bash
      trap 'told=1; echo "program gets TERM" >>log.txt' TERM
      echo "program begins" >>log.txt
      while :; do
        if [ -n "$told" ]; then
          if [ -d /proc/$1 ]; then echo "program runs on with its shell"; else echo "program runs on alone"; fi
        fi >>log.txt
        sleep 0.2
      done
      """;

  private final Cluster cluster;

  SignalsIT(Cluster cluster) {
    this.cluster = cluster;
  }

  /** A script without a trap, as nearly all are. */
  private Job submit(Path folder, String launch, String... options) throws IOException {
    Path program = folder.resolve("program.sh");
    Files.writeString(program, PROGRAM);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    String script = launch + " ./program.sh $$\necho \"the shell goes on\" >>log.txt";
    Job job = cluster.submit(folder, script, options);
    return job.awaitLine(LOG, "program begins", SOON);
  }

  /** What is done to a job so that it ends. */
  private interface Ender {
    void end(Job step, Job child) throws IOException;
  }

  @Test
  void shouldTellAStepAloneOfACancellation() throws IOException {
    shouldTellAStepAlone(
        "scancel",
        "CANCELLED",
        (step, child) -> cluster.asUser(List.of("scancel", step.id(), child.id()), Path.of("/")));
  }

  @Test
  void shouldTellAStepAloneOfTheLimit() throws IOException {
    shouldTellAStepAlone("limit", "TIMEOUT", (step, child) -> {}, "--time=1");
  }

  @Test
  @ResourceLock("node3")
  void shouldTellAStepAloneOfAPreemption() throws IOException {
    shouldTellAStepAlone(
        "preemption",
        "PREEMPTED",
        (step, child) ->
            cluster.submit(
                step.folder(),
                "sleep 1",
                "-p",
                "high",
                "--nodelist=node3",
                "--exclusive",
                "-o",
                "high"),
        "-p",
        "low",
        "--nodelist=node3");
  }

  /**
   * The shell dies at once of TERM. A step that srun has started gets TERM as well, and all of
   * KillWait; a plain child is never told, and killed with its shell.
   */
  private void shouldTellAStepAlone(String name, String state, Ender ender, String... options)
      throws IOException {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--no-requeue");
    String[] asked = all.toArray(String[]::new);
    Job step = submit(cluster.newFolder("step-" + name + "-" + System.nanoTime()), "srun", asked);
    Job child = submit(cluster.newFolder("child-" + name + "-" + System.nanoTime()), "env", asked);

    ender.end(step, child);
    step.awaitState(Duration.ofMinutes(3), state);
    child.awaitState(SOON, state);
    step.awaitLine(LOG, "program runs on alone", SOON);

    assertThat(child.lines(LOG)).containsExactly("program begins");
    assertThat(step.lines(LOG))
        .contains("program gets TERM")
        .doesNotContain("the shell goes on")
        .filteredOn(line -> line.equals("program runs on alone"))
        .as("for seconds, by fifths of a second")
        .hasSizeGreaterThan(5);
  }
}
