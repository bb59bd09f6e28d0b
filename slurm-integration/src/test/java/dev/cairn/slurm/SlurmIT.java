/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs of a real Slurm, which end in all the ways that jobs end, and go on. */
@ExtendWith(RealSlurm.class)
@Execution(ExecutionMode.CONCURRENT)
class SlurmIT {
  private static final String OUT = "out.txt";
  private static final Duration SOON = Duration.ofMinutes(3);

  private final Cluster cluster;

  SlurmIT(Cluster cluster) {
    this.cluster = cluster;
  }

  private Path folder(TestInfo info) throws IOException {
    return cluster.newFolder(
        info.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime());
  }

  /** A script of one line, with checkpoints beside its output. */
  private String script(Path folder, String launch, long steps, long millis, String... settings) {
    List<String> lines = new ArrayList<>(List.of("export CAIRN_DIRECTORY=" + folder + "/runs"));
    Stream.of(settings).forEach(setting -> lines.add("export " + setting));
    lines.add(
        launch
            + " "
            + cluster.java(
                "", "dev.cairn.slurm.Steps " + folder + "/" + OUT + " " + steps + " " + millis));
    return String.join("\n", lines);
  }

  /** Each task of the step with an output of its own. */
  private String stepScript(Path folder, String launch, long steps) {
    return script(folder, launch + " bash -c 'exec", steps, 100).replace(OUT, "out-$SLURM_PROCID")
        + "'";
  }

  private static void shouldHaveFinished(Job job, long steps, int attempts) throws IOException {
    List<String> lines = job.lines(OUT);
    assertThat(lines).last().asString().endsWith(Steps.expected(steps));
    assertThat(lines.stream().filter(line -> line.contains("begins at")))
        .as(() -> String.join("\n", lines))
        .hasSizeGreaterThanOrEqualTo(attempts);
    assertThat(lines.stream().filter(line -> line.contains("result"))).hasSize(1);
  }

  /** The centre's example: one script, one job, three limits of a minute, one result. */
  @ParameterizedTest
  @MethodSource("dev.cairn.slurm.Cluster#jdks")
  void shouldFinishAJobThatMeetsItsLimitThreeTimes(String jdk, TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 1800;
    Job job =
        cluster.submit(
            folder,
            script(folder, "srun", steps, 100).replace(System.getProperty("java.home"), jdk),
            "--time=1",
            "--requeue",
            "--open-mode=append");

    job.awaitState(Duration.ofMinutes(9), "COMPLETED");

    assertThat(job.restarts()).isGreaterThanOrEqualTo(3);
    shouldHaveFinished(job, steps, 4);
    assertThat(job.output()).contains("is put into the queue again (restart 1 of at most 50)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"srun", "exec"})
  void shouldGoOnAfterScancelWhereItIsSubmittedAgain(String launch, TestInfo info)
      throws IOException {
    Path folder = folder(info);
    long steps = 300;
    Job job = cluster.submit(folder, script(folder, launch, steps, 100));
    job.awaitLine(OUT, "begins at 0", SOON);
    cluster.asUser(List.of("scancel", job.id()), folder);
    job.awaitState(SOON, "CANCELLED");
    assertThat(job.lines(OUT)).last().asString().contains("stops at");
    if (launch.equals("exec")) {
      // What a step prints once it is cancelled is lost: srun has gone.
      assertThat(job.output()).contains("is not started again").contains("resume.sh");
    }

    Job again = cluster.submit(folder, script(folder, launch, steps, 100));
    again.awaitState(SOON, "COMPLETED");

    shouldHaveFinished(again, steps, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"srun", "exec"})
  void shouldStopAtTheWarningThatWasAskedFor(String launch, TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 300;
    Job job =
        cluster.submit(
            folder,
            script(folder, launch, steps, 100),
            "--requeue",
            "--open-mode=truncate",
            "--output=slurm-%j.out");
    job.awaitLine(OUT, "begins at 0", SOON).awaitOutput(": NEW;", SOON);

    List<String> signal = new ArrayList<>(List.of("scancel", "-s", "USR1", job.id()));
    if (launch.equals("exec")) {
      signal.add(1, "--batch");
    }
    cluster.asUser(signal, folder);
    job.awaitState(SOON, "COMPLETED");

    assertThat(job.restarts()).isEqualTo(1);
    shouldHaveFinished(job, steps, 2);
    assertThat(job.output()).as("that of the last start").contains("RESUMED").doesNotContain("NEW");
  }

  /**
   * Slurm gives it up to a minute sooner than asked for: with a limit of one minute it could come
   * before the JVM listens, which then ends.
   */
  @ParameterizedTest
  @ValueSource(strings = {"srun --signal=USR1@30", "exec --signal=B:USR1@30"})
  void shouldStopAtTheWarningOfSlurm(String how, TestInfo info) throws IOException {
    Path folder = folder(info);
    String launch = how.split(" ", 2)[0];
    long steps = 1000;
    Job job =
        cluster.submit(
            folder,
            script(folder, launch, steps, 100),
            "--time=2",
            "--requeue",
            "--open-mode=append",
            how.split(" ", 2)[1]);

    job.awaitState(Duration.ofMinutes(9), "COMPLETED");

    assertThat(job.restarts()).isPositive();
    assertThat(job.output()).contains("signal USR1");
    shouldHaveFinished(job, steps, 2);
  }

  /** Jobs of several parts have the number of their first, and go on together. */
  @Test
  void shouldGoOnAsAHeterogeneousJob(TestInfo info) throws IOException {
    Path folder = folder(info);
    String script =
        "#SBATCH -n1\n#SBATCH hetjob\n#SBATCH -n1\n"
            + stepScript(folder, "srun --het-group=0,1", 300);
    Job job = cluster.submit(folder, script, "--requeue");
    for (String out : List.of("out-0", "out-1")) {
      job.awaitLine(out, "begins at 0", SOON);
    }
    cluster.asUser(List.of("scontrol", "requeue", job.id()), folder);

    for (String out : List.of("out-0", "out-1")) {
      job.awaitLine(out, Steps.expected(300), SOON);
      assertThat(job.lines(out)).filteredOn(line -> line.contains("begins")).hasSize(2);
    }
  }

  @Test
  void shouldGoOnAfterItWasSuspended(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 200;
    Job job = cluster.submit(folder, script(folder, "srun", steps, 100, "CAIRN_EVERY=2s"));
    job.awaitLine(OUT, "begins at 0", SOON);
    cluster.asRoot("scontrol", "suspend", job.id());
    job.awaitState(SOON, "SUSPENDED");

    Job second = cluster.submit(folder, script(folder, "srun", steps, 100, "CAIRN_EVERY=2s"));
    second.awaitState(SOON, "FAILED");
    assertThat(second.output()).contains("is in use by").contains("job=" + job.id());
    cluster.asRoot("scontrol", "resume", job.id());

    job.awaitState(SOON, "COMPLETED");
    shouldHaveFinished(job, steps, 1);
  }

  @Test
  void shouldGoOnWhereAJobHasTakenTooMuchMemory(TestInfo info) throws IOException {
    assumeTrue(cluster.is("task cgroup"), "SKIPPED: this machine cannot limit the memory of jobs");
    Path folder = folder(info);
    long steps = 200;
    String script =
        script(folder, "exec", steps, 100, "CAIRN_EVERY=1s").replace("-Xmx64m", "-Xmx700m");
    Job job = cluster.submit(folder, "export STEPS_GREEDY=1\n" + script, "--mem=250");

    job.awaitState(SOON, "OUT_OF_MEMORY", "FAILED");
    assertThat(job.lines(OUT)).last().asString().contains("begins at 0");

    Job again = cluster.submit(folder, script).awaitState(SOON, "COMPLETED");
    shouldHaveFinished(again, steps, 2);
    assertThat(again.lines(OUT).get(1)).contains("begins at").doesNotContain("begins at 0 ");
  }

  /** Preempted jobs are started again by Slurm, or cancelled, by their partition. */
  @ParameterizedTest
  @ValueSource(strings = {"low node3", "lowcancel node4"})
  @ResourceLock("node3")
  @ResourceLock("node4")
  void shouldMakeRoomAndGoOn(String where, TestInfo info) throws IOException {
    Path folder = folder(info);
    String partition = where.split(" ", 2)[0];
    String node = "--nodelist=" + where.split(" ", 2)[1];
    long steps = 300;
    Job low =
        cluster.submit(
            folder, script(folder, "srun", steps, 100), "-p", partition, node, "--exclusive");
    low.awaitLine(OUT, "begins at 0", SOON);

    Job high =
        cluster.submit(folder, "sleep 5", "-p", "high", node, "--exclusive", "--output=high.txt");

    high.awaitState(SOON, "COMPLETED");
    low.awaitState(SOON, "COMPLETED");
    assertThat(low.restarts()).isEqualTo(1);
    shouldHaveFinished(low, steps, 2);
    assertThat(low.lines(OUT)).filteredOn(line -> line.contains("stops at")).hasSize(1);
  }

  @Test
  void shouldGiveEachTaskOfAnArrayItsOwnRun(TestInfo info) throws IOException {
    Path folder = folder(info);
    String script = script(folder, "srun", 250, 100).replace(OUT, "out-$SLURM_ARRAY_TASK_ID");
    Job array = cluster.submit(folder, script, "--array=1-3", "--requeue");
    for (int task = 1; task <= 3; task++) {
      array.awaitLine("out-" + task, "begins at 0", SOON);
    }
    // The task that was started last has the number of the whole array.
    cluster.asUser(List.of("scancel", "-s", "USR1", array.id() + "_2", array.id() + "_3"), folder);

    for (int task = 1; task <= 3; task++) {
      array.awaitLine("out-" + task, Steps.expected(250), SOON);
    }

    assertThat(array.lines("out-1").stream().filter(line -> line.contains("begins"))).hasSize(1);
    assertThat(array.lines("out-2").stream().filter(line -> line.contains("begins"))).hasSize(2);
    assertThat(array.lines("out-3").stream().filter(line -> line.contains("begins"))).hasSize(2);
  }

  @Test
  void shouldGiveEachTaskOfAStepItsOwnRun(TestInfo info) throws IOException {
    Path folder = folder(info);
    String script = stepScript(folder, "srun -n2", 20);
    Job job = cluster.submit(folder, script, "-n2");

    job.awaitState(SOON, "COMPLETED");

    assertThat(job.lines("out-0")).last().asString().endsWith(Steps.expected(20));
    assertThat(job.lines("out-1")).last().asString().endsWith(Steps.expected(20));
  }

  /** Who has saved its run first does not end the others by a requeue. */
  @Test
  @Tag("long")
  void shouldLetAllTasksOfAStepSaveBeforeItIsRequeued(TestInfo info) throws IOException {
    Path folder = folder(info);
    Job job = cluster.submit(folder, stepScript(folder, "srun -n2", 200), "-n2", "--requeue");
    for (String out : List.of("out-0", "out-1")) {
      job.awaitLine(out, "begins at 0", SOON);
    }
    cluster.asUser(List.of("scancel", "-s", "USR1", job.id()), folder);
    job.awaitOutput("other tasks of its step have 120 s", SOON);

    for (String out : List.of("out-0", "out-1")) {
      job.awaitLine(out, Steps.expected(200), Duration.ofMinutes(5));
      assertThat(job.lines(out)).hasSize(4);
      assertThat(job.lines(out).get(2)).contains("begins at").doesNotContain("begins at 0 ");
    }
    assertThat(job.restarts()).isEqualTo(1);
  }

  @Test
  void shouldGiveEachOfASweepItsOwnRun(TestInfo info) throws IOException {
    Path folder = folder(info);
    List<Job> jobs = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      String script = script(folder, "srun", 30L + i, 100).replace(OUT, "out-" + i);
      jobs.add(cluster.submit(folder, script));
    }

    for (int i = 1; i <= 3; i++) {
      Job job = jobs.get(i - 1).awaitState(SOON, "COMPLETED");
      assertThat(job.lines("out-" + i)).last().asString().endsWith(Steps.expected(30L + i));
    }
  }

  @Test
  void shouldRefuseASecondJobAndLeaveTheFirstAlone(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 900;
    String script = script(folder, "srun", steps, 100, "CAIRN_BEAT_PERIOD=5s");
    Job first = cluster.submit(folder, script);
    first.awaitLine(OUT, "begins at 0", SOON);

    Job second = cluster.submit(folder, script).awaitState(SOON, "FAILED");

    assertThat(second.show("RunTime")).as("within a minute").startsWith("00:00:");
    assertThat(second.output()).contains("is in use by").contains("job=" + first.id());
    first.awaitState(Duration.ofMinutes(3), "COMPLETED");
    shouldHaveFinished(first, steps, 1);
  }

  @Test
  void shouldEndTheRestOfAChainAtOnceOnceItIsComplete(TestInfo info) throws IOException {
    Path folder = folder(info);
    String script = script(folder, "srun", 50, 100);
    Job first = cluster.submit(folder, script, "--dependency=singleton", "-J", "chain");
    Job second = cluster.submit(folder, script, "--dependency=singleton", "-J", "chain");
    first.awaitState(SOON, "COMPLETED");

    second.awaitState(SOON, "COMPLETED");

    List<String> results =
        second.lines(OUT).stream().filter(line -> line.contains("result")).toList();
    assertThat(results).hasSize(2).allMatch(line -> line.endsWith(Steps.expected(50)));
    assertThat(second.lines(OUT)).filteredOn(line -> line.contains("begins at 50")).hasSize(1);
  }

  @Test
  void shouldNotStartASuccessorBeforeItIsFinished(TestInfo info) throws IOException {
    Path folder = folder(info);
    // A script that goes on after java, so that its exit code is not that of the job.
    String script = script(folder, "srun", 3000, 100, "CAIRN_REQUEUE=never");
    Job first = cluster.submit(folder, script);
    Job successor = cluster.submit(folder, "echo started", "--dependency=afterok:" + first.id());
    first.awaitLine(OUT, "begins at 0", SOON);
    cluster.asUser(List.of("scancel", "-s", "USR1", first.id()), folder);

    first.awaitState(SOON, "FAILED");

    assertThat(first.show("ExitCode")).isEqualTo("75:0");
    successor.awaitReason("DependencyNeverSatisfied", SOON);
    assertThat(successor.state()).isEqualTo("PENDING");
    cluster.asUser(List.of("scancel", successor.id()), folder);
  }

  /** No warning comes through, and nobody can be asked when the job ends: TERM alone is enough. */
  @Test
  void shouldSaveAtTheLimitByItsSignalAlone(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 1200;
    String script = script(folder, "exec", steps, 100, "PATH=/nothing/here");
    Job job = cluster.submit(folder, script, "--time=1", "--requeue");

    job.awaitState(Duration.ofMinutes(3), "TIMEOUT", "FAILED");

    assertThat(job.lines(OUT)).last().asString().contains("stops at");
    assertThat(job.output())
        .contains("squeue cannot be started")
        .contains("SLURM_JOB_END_TIME")
        .contains("is not started again: nobody can tell who wants it to end");
    Job again = cluster.submit(folder, script(folder, "exec", steps, 100));
    again.awaitState(Duration.ofMinutes(3), "COMPLETED");
    shouldHaveFinished(again, steps, 2);
  }

  @Test
  void shouldGoOnByItsScriptFromAnywhere(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 300;
    Job job = cluster.submit(folder, script(folder, "exec", steps, 100, "CAIRN_REQUEUE=print"));
    job.awaitLine(OUT, "begins at 0", SOON);
    awaitFile(folder, "runs/*/resume.sh");
    cluster.asUser(List.of("scancel", "--batch", "-s", "USR1", job.id()), folder);
    job.awaitState(SOON, "FAILED");
    assertThat(job.output()).contains("once this job has ended: scontrol requeue " + job.id());

    Path resume = awaitFile(folder, "runs/*/resume.sh");
    String printed = cluster.asUser(List.of("sh", resume.toString()), Path.of("/"));
    Job again = cluster.job(printed.replaceAll("\\D+", ""), folder);

    again.awaitState(SOON, "COMPLETED");
    shouldHaveFinished(again, steps, 2);
    assertThat(again.show("TimeLimit")).isEqualTo(job.show("TimeLimit"));
  }

  private static Path awaitFile(Path folder, String pattern) {
    PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + folder + "/" + pattern);
    Path[] found = new Path[1];
    Awaitility.await(pattern)
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () -> {
              try (Stream<Path> files = Files.walk(folder, 4)) {
                found[0] = files.filter(matcher::matches).findFirst().orElse(null);
              } catch (UncheckedIOException e) {
                return false; // a file that is gone by now
              }
              return found[0] != null;
            });
    return found[0];
  }

  @Test
  void shouldSubmitANewJobWhereThatIsWanted(TestInfo info) throws IOException {
    Path folder = folder(info);
    String script =
        script(folder, "exec", 300, 100, "CAIRN_REQUEUE=resubmit").replace(" 300 100", " $1 $2");
    Job job = cluster.submit(folder, script, List.of("300", "100"), "--no-requeue");
    job.awaitLine(OUT, "begins at 0", SOON);
    cluster.asUser(List.of("scancel", "--batch", "-s", "USR1", job.id()), folder);

    job.awaitState(SOON, "FAILED");

    assertThat(job.output()).containsPattern("job \\d+ goes on where " + job.id() + " has ended");
    String output = job.output();
    int end = output.indexOf(" goes on where");
    String id = output.substring(output.lastIndexOf("job ", end) + 4, end);
    Job again = cluster.job(id, folder).awaitState(SOON, "COMPLETED");
    shouldHaveFinished(again, 300, 2);
  }

  @Test
  void shouldGoOnByItsExitCodeWhereARequeueDoesNothing(TestInfo info) throws IOException {
    Path folder = folder(info);
    Path stub = folder.resolve("scontrol");
    Files.writeString(
        stub, "#!/bin/bash\n[ $1 = requeue ] || exec $(which -a scontrol | sed -n 2p) \"$@\"\n");
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    long steps = 300;
    Job job =
        cluster.submit(
            folder, script(folder, "exec", steps, 100, "PATH=" + folder + ":$PATH"), "--requeue");
    job.awaitLine(OUT, "begins at 0", SOON);
    cluster.asUser(List.of("scancel", "--batch", "-s", "USR1", job.id()), folder);

    job.awaitLine(OUT, "stops at", SOON);
    job.awaitState(SOON, "COMPLETED");

    assertThat(job.restarts()).isEqualTo(1);
    shouldHaveFinished(job, steps, 2);
  }

  @Test
  void shouldNotWaitForAControllerThatDoesNotAnswer(TestInfo info) throws IOException {
    Path folder = folder(info);
    for (String command : List.of("scontrol", "squeue")) {
      Path stub = folder.resolve(command);
      Files.writeString(stub, "#!/bin/bash\nsleep 1000\n");
      Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Job job =
        cluster.submit(
            folder, script(folder, "exec", 3000, 100, "PATH=" + folder + ":$PATH"), "--requeue");
    job.awaitLine(OUT, "begins at 0", SOON);
    cluster.asUser(List.of("scancel", "--batch", "-s", "USR1", job.id()), folder);

    job.awaitState(SOON, "FAILED");

    assertThat(job.lines(OUT)).last().asString().contains("stops at");
    assertThat(job.output())
        .contains("squeue has not answered")
        .contains("is NOT in the queue again: scontrol has not answered");
  }

  @Test
  void shouldGoOnWhereTheLimitIsRaisedMeanwhile(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 900;
    Job job = cluster.submit(folder, script(folder, "srun", steps, 100), "--time=1");
    job.awaitLine(OUT, "begins at 0", SOON);

    cluster.asRoot("scontrol", "update", "JobId=" + job.id(), "TimeLimit=5");

    job.awaitState(Duration.ofMinutes(3), "COMPLETED");
    assertThat(job.restarts()).isZero();
    shouldHaveFinished(job, steps, 1);
  }

  /** A node is lost, and runs on: the same job is there twice, for a while. */
  @Test
  @ResourceLock("node4")
  void shouldLetTheNewOneAloneGoOnWhereANodeWasLost(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 1500;
    Job job =
        cluster.submit(
            folder,
            script(folder, "exec", steps, 100, "CAIRN_EVERY=5s"),
            "--nodelist=node4",
            "--requeue");
    job.awaitLine(OUT, "begins at 0", SOON);
    long old = job.process(OUT);
    cluster.kill("node4");
    try {
      job.awaitState(SOON, "PENDING");
      cluster.asRoot("scontrol", "update", "JobId=" + job.id(), "ReqNodeList=node2");
      job.awaitLine(OUT, "fenced", SOON);
      // The old one may know it before the new one has begun to compute.
      job.awaitLines(OUT, 3, SOON);
      assertThat(job.lines(OUT))
          .filteredOn(line -> line.contains("begins at"))
          .hasSize(2)
          .last()
          .asString()
          .doesNotContain("begins at 0 ");
      assertThat(job.process(OUT)).isNotEqualTo(old);

      job.awaitState(Duration.ofMinutes(4), "COMPLETED");

      assertThat(job.restarts()).isEqualTo(1);
      shouldHaveFinished(job, steps, 2);
    } finally {
      cluster.restart("node4");
    }
  }

  @Test
  void shouldPutCheckpointsWhereTheSiteWantsThem(TestInfo info) throws IOException {
    Path nobackup = Path.of("/nobackup");
    assumeFalse(Files.exists(nobackup), "SKIPPED: this machine has a /nobackup of its own");
    Files.createDirectories(nobackup.resolve(Cluster.USER));
    try {
      cluster.asRoot("chown", Cluster.USER, nobackup.resolve(Cluster.USER).toString());
      Path folder = folder(info);
      Job job =
          cluster.submit(
              folder,
              script(folder, "srun", 30, 100)
                  .replaceFirst("export CAIRN_DIRECTORY.*", "unset SCRATCH WORK"));

      job.awaitState(SOON, "COMPLETED");

      assertThat(nobackup.resolve(Cluster.USER).resolve("cairn")).isDirectory();
    } finally {
      cluster.asRoot("rm", "-r", nobackup.toString());
    }
  }

  @Test
  void shouldNotEndWithZeroWhereAProgramForgetsItsExitCode(TestInfo info) throws IOException {
    Path folder = folder(info);
    Job job =
        cluster.submit(
            folder, script(folder, "exec", 3000, 100, "CAIRN_REQUEUE=never") + " careless");
    job.awaitLine(OUT, "begins at 0", SOON);
    cluster.asUser(List.of("scancel", "--batch", "-s", "USR1", job.id()), folder);

    job.awaitState(SOON, "FAILED");

    assertThat(job.show("ExitCode")).isEqualTo("75:0");
  }

  /** A JVM that is killed while a file is being written. */
  @Test
  void shouldGoOnFromTheOneBeforeWhereACheckpointWasCutShort(TestInfo info) throws IOException {
    Path folder = folder(info);
    long steps = 300;
    String script = script(folder, "exec", steps, 100, "CAIRN_EVERY=10ms");
    Job job = cluster.submit(folder, script);
    job.awaitLine(OUT, "begins at 0", SOON);
    long process = job.process(OUT);
    awaitFile(folder, "runs/*/epoch-*/ckpt-*.pending-*");
    cluster.asRoot("kill", "-9", Long.toString(process));
    job.awaitState(SOON, "FAILED");

    Job again = cluster.submit(folder, script).awaitState(SOON, "COMPLETED");

    shouldHaveFinished(again, steps, 2);
  }
}
