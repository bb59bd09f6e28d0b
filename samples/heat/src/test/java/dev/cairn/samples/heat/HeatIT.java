/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.slurm.Cluster;
import dev.cairn.slurm.Job;
import dev.cairn.slurm.RealSlurm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Eight ranks on the four nodes of a real Slurm, which exchange rows by PCJ. */
@ExtendWith(RealSlurm.class)
@Timeout(600)
class HeatIT {
  private static final Duration SOON = Duration.ofMinutes(4);
  private static final int SIZE = 64;
  private static final int RANKS = 8;

  private final Cluster cluster;

  HeatIT(Cluster cluster) {
    this.cluster = cluster;
  }

  private static String expected(long steps) {
    Block whole = BlockTest.whole(SIZE);
    for (long step = 0; step < steps; step++) {
      whole.advance(null, null);
    }
    return "result: " + Long.toHexString(whole.digest());
  }

  /** Each start has ports of its own: those of the one before may not be free yet. */
  private String script(Path folder, int ranks, long steps, String options) {
    return String.join(
        "\n",
        "export CAIRN_DIRECTORY=" + folder + "/runs",
        "first=$((21000 + (SLURM_JOB_ID * 64 + ${SLURM_RESTART_COUNT:-0} * 8) % 9000))",
        "for task in $(seq 0 "
            + (ranks - 1)
            + "); do echo 127.0.0.1:$((first + task)); done > "
            + folder
            + "/nodes.txt",
        "srun --kill-on-bad-exit=1 -n"
            + ranks
            + " "
            + cluster.java(
                "-Xmx48m -Dpcj.init.retry.delay=1 -Dpcj.init.retry.count=30",
                "dev.cairn.samples.heat.Heat")
            + " "
            + SIZE
            + " "
            + steps
            + " --millis=20 --nodes="
            + folder
            + "/nodes.txt "
            + options);
  }

  private Job submit(Path folder, String script, String... more) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of("-N4", "-n8", "--requeue", "--open-mode=append", "--nodelist=node[1-4]"));
    options.addAll(List.of(more));
    return cluster.submit(folder, script, options.toArray(String[]::new));
  }

  @Test
  void shouldGoOnAfterAKillAndAfterARequeueAndOnFourRanks() throws IOException {
    Path folder = cluster.newFolder("heat-killed");
    long steps = 1500;
    String eight = "export CAIRN_EVERY=3s\n" + script(folder, RANKS, steps, "");
    Job job = submit(folder, eight);
    job.awaitOutput("NEW;", SOON).awaitOutput("first checkpoint", SOON);
    List<Path> unused = awaitFiles(folder, "/epoch-\\d+/ckpt-.*\\.cairn", 3);
    killARank(folder);
    job.awaitState(SOON, "FAILED", "NODE_FAIL");
    Job again = submit(folder, eight);
    again.awaitOutput("RESUMED", SOON).awaitOutput("first checkpoint 2/1", SOON);
    cluster.asUser(List.of("scontrol", "requeue", again.id()), folder);
    again.awaitOutput("first checkpoint 3/1", SOON);
    cluster.asUser(List.of("scancel", again.id()), folder);
    again.awaitState(SOON, "CANCELLED");
    Job onFour = submit(folder, script(folder, 4, steps, ""), "-n4");

    onFour.awaitState(SOON, "COMPLETED");

    assertThat(again.restarts()).isEqualTo(1);
    assertThat(again.output()).doesNotContain("NEW;");
    assertThat(resumedFrom(again.output())).as("all ranks of a start from the same").hasSize(2);
    assertThat(onFour.output())
        .contains("it was written by 8 ranks, and this is rank 3 of 4: [shards: rows] divided anew")
        .contains(expected(steps))
        .doesNotContain("NEW;");
    assertThat(resumedFrom(onFour.output())).hasSize(1);
  }

  private static void killARank(Path folder) {
    ProcessHandle victim =
        ProcessHandle.allProcesses()
            .filter(process -> process.info().command().orElse("").endsWith("/java"))
            .filter(
                process -> process.info().commandLine().orElse("").contains(folder + "/nodes.txt"))
            .max(Comparator.naturalOrder())
            .orElseThrow();
    assertThat(victim.destroyForcibly()).isTrue();
  }

  /** What each rank says it goes on from, without repetitions. */
  private static List<String> resumedFrom(String output) {
    return output
        .lines()
        .filter(line -> line.contains("RESUMED from checkpoint "))
        .map(line -> line.replaceAll(".*RESUMED from checkpoint (\\S+) .*", "$1"))
        .distinct()
        .toList();
  }

  @Test
  void shouldStopAtItsLimitAndGoOnByTheFolderAlone() throws IOException {
    Path folder = cluster.newFolder("heat-limit");
    long steps = 3500;
    Job job = submit(folder, script(folder, RANKS, steps, "--by-folder"), "--time=1");

    job.awaitState(Duration.ofMinutes(7), "COMPLETED");

    assertThat(job.restarts()).isPositive();
    assertThat(job.output()).contains("stopped, saved as checkpoint").contains(expected(steps));
  }

  /**
   * As by {@code --signal=USR1@300}: far from the limit, so that the cause is known by that signal
   * alone. The first rank that ends has srun end the others, by signals of its own.
   */
  @Test
  void shouldGoOnAfterAWarning() throws IOException {
    Path folder = cluster.newFolder("heat-warned");
    long steps = 500;
    Job job = submit(folder, script(folder, RANKS, steps, ""));
    job.awaitOutput("first checkpoint", SOON);

    cluster.asUser(List.of("scancel", "--signal=USR1", job.id()), folder);
    job.awaitState(SOON, "COMPLETED");

    assertThat(job.restarts()).isEqualTo(1);
    assertThat(job.output())
        .contains("signal USR1", "stopped, saved as checkpoint", expected(steps));
    assertThat(resumedFrom(job.output())).as("all ranks from the same").hasSize(1);
  }

  /** The script beside the checkpoints starts all ranks, here with the ports of before. */
  @Test
  void shouldGoOnByTheScriptBesideItsCheckpoints() throws IOException {
    Path folder = cluster.newFolder("heat-by-script");
    long steps = 1500;
    Job job = submit(folder, script(folder, RANKS, steps, ""));
    job.awaitOutput("first checkpoint", SOON);
    Path script = awaitFiles(folder, "/resume\\.sh", 1).get(0);
    cluster.asUser(List.of("scancel", job.id()), folder);
    job.awaitState(SOON, "CANCELLED");

    String printed = cluster.asUser(List.of("sh", script.toString()), Path.of("/"));
    Job again = cluster.job(printed.replaceAll("\\D+", ""), folder);
    again.awaitState(SOON, "COMPLETED");

    assertThat(again.output()).contains(expected(steps)).doesNotContain("NEW;");
    assertThat(resumedFrom(again.output())).as("all ranks from the same").hasSize(1);
  }

  /** A row that is sent before a safepoint and received after it. */
  @Test
  void shouldRefuseACutThroughARow() throws IOException {
    Path folder = cluster.newFolder("heat-overlap");
    Job job = submit(folder, script(folder, RANKS, 100, "--overlap"));

    job.awaitState(SOON, "COMPLETED");

    assertThat(job.output()).contains("no checkpoint at safepoint").contains("rank 0 had sent");
  }

  /** Those of the run's folder whose names end like that, once there are so many. */
  private static List<Path> awaitFiles(Path folder, String end, int count) {
    List<Path> found = new ArrayList<>();
    Awaitility.await(end)
        .atMost(SOON)
        .until(
            () -> {
              found.clear();
              try (Stream<Path> files = Files.walk(folder.resolve("runs"), 3)) {
                files.filter(file -> file.toString().matches(".*" + end)).forEach(found::add);
              } catch (IOException | UncheckedIOException e) {
                return false; // a file that is gone by now
              }
              return found.size() >= count;
            });
    return found;
  }
}
