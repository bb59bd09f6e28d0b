/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The controller is away when a job has to end. By itself, since no other job can do without it.
 */
@ExtendWith(RealSlurm.class)
@Isolated
class ControllerDownIT {
  private static final Duration SOON = Duration.ofMinutes(3);

  @Test
  void shouldSaveAndSayHowToGoOn(Cluster cluster) throws Exception {
    Path folder = cluster.newFolder("controller-down");
    String script =
        "export CAIRN_DIRECTORY="
            + folder
            + "/runs\nexec "
            + cluster.java("", "dev.cairn.slurm.Steps " + folder + "/out 400 100");
    Job job = cluster.submit(folder, script, "--requeue");
    job.awaitLine("out", "begins at 0", SOON);
    cluster.end("controller");
    try {
      cluster.asRoot("kill", "-USR1", Long.toString(job.process("out")));
      job.awaitLine("out", "stops at", SOON);
      job.awaitOutput("to go on: sh ", SOON);
      assertThat(job.output()).contains("is NOT in the queue again");
    } finally {
      cluster.restart("controller");
    }
    job.awaitState(SOON, "FAILED");

    Job again = cluster.submit(folder, script).awaitState(SOON, "COMPLETED");

    assertThat(again.lines("out")).last().asString().endsWith(Steps.expected(400));
  }
}
