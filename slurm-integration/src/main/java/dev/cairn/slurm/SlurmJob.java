/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.spi.Ending;
import dev.cairn.spi.JobEnvironment;
import dev.cairn.spi.LaunchedRank;
import dev.cairn.spi.StopCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The job of Slurm that this JVM runs in. Found by {@link java.util.ServiceLoader} where this jar
 * is on the path; silent outside Slurm.
 *
 * <p>A program does not call it: it adds the jar, and keeps its script.
 *
 * <pre>{@code
 * #!/bin/bash
 * #SBATCH --time=24:00:00 --requeue --open-mode=append --signal=USR1@300
 * srun java -cp simulation.jar:cairn.jar org.example.Simulation
 * }</pre>
 *
 * <p>Threading: thread-safe; squeue and scontrol are called off the threads of the program, except
 * when a run is opened beside an owner nobody knows, and when it ends. Failure: what cannot be
 * asked is not known, which is said once; the run goes on.
 */
public final class SlurmJob implements JobEnvironment {
  private static final String CLUSTER = "cluster";
  private static final String JOB = "job";
  private static final String QUEUE_ID = "queueId";
  private static final String RESTARTS = "restartCount";

  /** A TERM this near the end of the job came of that. Slurm looks twice a minute. */
  private static final Duration NEAR = Duration.ofSeconds(90);

  private final Parts parts;

  /**
   * What it is made of.
   *
   * @param job the environment
   * @param surroundings who has started this JVM
   * @param queue asks squeue
   * @param limit when the job ends
   * @param requeuing starts it again
   * @param clock the time
   * @param pause how time passes
   */
  record Parts(
      SlurmVariables job,
      Surroundings surroundings,
      SlurmQueue queue,
      TimeLimit limit,
      Requeuing requeuing,
      InstantSource clock,
      StepTasks.Pause pause) {}

  /** However many runs a JVM has, it is one job that asks one controller. */
  private static final class OfThisJvm {
    static final Parts PARTS = make();

    private static Parts make() {
      SlurmVariables job = new SlurmVariables(System.getenv());
      Surroundings surroundings = Surroundings.ofThisJvm(job);
      Commands commands = Commands.ofThisMachine();
      SlurmQueue queue =
          new SlurmQueue(
              commands, new CallBudget(System::nanoTime), System::nanoTime, job.requeueId());
      ScheduledExecutorService thread =
          Executors.newSingleThreadScheduledExecutor(OfThisJvm::daemon);
      TimeLimit limit =
          new TimeLimit(
              queue,
              (delay, task) -> {
                var unused = thread.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
              },
              System::nanoTime,
              job.alike(),
              position(job));
      Requeuing requeuing =
          new Requeuing(
              job,
              queue,
              commands,
              ending ->
                  new BatchScript(job, queue, commands, workingFolder(), command()).submit(ending),
              new StepTasks(job, limit::leftUntilKilled, OfThisJvm::pass),
              surroundings.workflow(job));
      return new Parts(
          job, surroundings, queue, limit, requeuing, InstantSource.system(), OfThisJvm::pass);
    }

    private static void pass(Duration span) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(span.toNanos());
    }

    private static Thread daemon(Runnable task) {
      Thread thread = new Thread(task, "cairn-slurm");
      thread.setDaemon(true);
      return thread;
    }
  }

  /** Creates what tells of the job of this JVM. */
  public SlurmJob() {
    this(OfThisJvm.PARTS);
  }

  SlurmJob(Parts parts) {
    this.parts = parts;
  }

  /** Where a JVM stands among those that were started with it, from 0 to 1. */
  static double position(SlurmVariables job) {
    String text = job.requeueId() + " " + job.stepTask().orElse("");
    // The last bits of a hash of short texts that are alike are alike; Knuth's multiplier spreads
    // them (The Art of Computer Programming 3, 6.4).
    return ((text.hashCode() * 0x9E3779B9) >>> 8) / (double) (1 << 24);
  }

  private SlurmVariables job() {
    return parts.job();
  }

  @Override
  public boolean isPresent() {
    return job().isJob();
  }

  @Override
  public Optional<String> jobName() {
    return job().jobName();
  }

  @Override
  public Optional<String> arrayTask() {
    return job().arrayTask();
  }

  @Override
  public Optional<String> stepTask() {
    return job().stepTask();
  }

  /** The tasks of a step; the next start of the job is another launch. */
  @Override
  public Optional<LaunchedRank> launchedRank() {
    if (job().isHeterogeneous()) {
      throw new CheckpointSettingsException(
          "ranks(): this is a heterogeneous job (SLURM_HET_SIZE), whose components number their tasks "
              + "each from 0, so that nobody can tell which rank this is; start all ranks by one "
              + "component, or set CAIRN_RANK, CAIRN_RANK_COUNT and CAIRN_LAUNCH_ID for each JVM (with "
              + "ranks(RankGroup) CAIRN_LAUNCH_ID alone)");
    }
    return job().step().flatMap(this::launchedRank);
  }

  private Optional<LaunchedRank> launchedRank(String step) {
    Optional<Integer> rank = job().task();
    return rank.map(
        number ->
            new LaunchedRank(
                number,
                (int) Math.min(Integer.MAX_VALUE, job().stepTasks()),
                String.join(
                    "/",
                    job().cluster(),
                    job().jobId(),
                    Long.toString(job().restartCount()),
                    step)));
  }

  @Override
  public Optional<String> submission() {
    String id = job().find("SLURM_ARRAY_JOB_ID").orElseGet(job()::jobId);
    return Optional.of(job().cluster() + "/" + id);
  }

  @Override
  public int alike() {
    return (int) Math.min(Integer.MAX_VALUE, job().alike());
  }

  @Override
  public List<String> stopSignals() {
    return List.of("USR1");
  }

  @Override
  public List<String> advice(Path directory) {
    List<String> lines = new ArrayList<>();
    parts.surroundings().whyDeaf().ifPresent(lines::add);
    Folders.whyNodeLocal(job(), directory).ifPresent(lines::add);
    return lines;
  }

  @Override
  public Map<String, String> identity() {
    return Map.of(
        CLUSTER,
        job().cluster(),
        JOB,
        job().jobId(),
        "task",
        job().arrayTask().orElse("") + job().stepTask().map(task -> "." + task).orElse(""),
        QUEUE_ID,
        job().requeueId(),
        RESTARTS,
        Long.toString(job().restartCount()),
        "step",
        job().step().orElse("batch"),
        "node",
        job().node());
  }

  /** The same job, started again; or one that Slurm says has ended. */
  @Override
  public boolean isCertainlyOver(Map<String, String> other) {
    String id = other.getOrDefault(JOB, "");
    if (!job().cluster().equals(other.get(CLUSTER)) || !id.matches("\\d+")) {
      return false;
    }
    return id.equals(job().jobId())
        ? isEarlier(other.getOrDefault(RESTARTS, ""))
        : isOver(queueId(other, id));
  }

  /** All tasks of an array that was submitted anew may find their predecessors' signs of life. */
  private boolean isOver(String queueId) {
    try {
      parts.pause().pass(parts.limit().spread());
      return parts.queue().isOver(queueId);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public boolean isSuspended(Map<String, String> other) {
    return job().cluster().equals(other.get(CLUSTER))
        && parts.queue().isSuspended(queueId(other, other.getOrDefault(JOB, "")));
  }

  /** As squeue takes it: the number of an array means all of its tasks. */
  private static String queueId(Map<String, String> other, String id) {
    String told = other.getOrDefault(QUEUE_ID, id);
    return told.matches("\\d+(_\\d+)?") ? told : id;
  }

  private boolean isEarlier(String restarts) {
    return restarts.matches("\\d{1,18}") && Long.parseLong(restarts) < job().restartCount();
  }

  @Override
  public Optional<Path> defaultDirectory() {
    return Folders.defaultDirectory(job(), Path.of("/"));
  }

  @Override
  public Optional<Duration> timeLeft() {
    parts.limit().begin(job().end(), parts.clock());
    Optional<Duration> left = parts.limit().left();
    if (left.isEmpty() && parts.queue().trouble().isPresent()) {
      throw new IllegalStateException(
          parts.queue().trouble().get()
              + ". Checkpoints are taken at intervals and at signals; where that is not enough, say "
              + "when the job ends with SLURM_JOB_END_TIME, in seconds since 1970");
    }
    return left;
  }

  @Override
  public Optional<Duration> confirmedTimeLeft() {
    parts.limit().confirm();
    return parts.limit().left();
  }

  @Override
  public void onChange(Runnable look) {
    parts.limit().onChange(look);
  }

  /**
   * A warning that was asked for is one of the end. What comes near the end came of it; of anything
   * else squeue knows.
   */
  @Override
  public StopCause stopCause(Optional<String> signal) {
    boolean near = isNear(parts.limit().leftUntilKilled());
    if (signal.isEmpty()) {
      return near ? StopCause.TIME_LIMIT : StopCause.UNKNOWN;
    }
    if (signal.get().equals("INT")) {
      return StopCause.CANCELLED;
    }
    Optional<JobState> state = parts.queue().own();
    Optional<StopCause> told = state.flatMap(this::causeBy);
    if (told.isPresent()) {
      return told.get();
    }
    boolean limit =
        near || !signal.get().equals("TERM") || isNear(state.flatMap(JobState::timeLeft));
    return limit ? StopCause.TIME_LIMIT : StopCause.UNKNOWN;
  }

  /** Slurm counts a start that is yet to come from when it is sure. */
  private Optional<StopCause> causeBy(JobState state) {
    long restarts = job().restartCount();
    if (state.restarts() > restarts) {
      return Optional.of(StopCause.PREEMPTED);
    }
    if (state.isCancelled(restarts)) {
      return Optional.of(StopCause.CANCELLED);
    }
    return state.isPreempted() ? Optional.of(StopCause.PREEMPTED) : Optional.empty();
  }

  private static boolean isNear(Optional<Duration> left) {
    return left.isPresent() && left.get().compareTo(NEAR) < 0;
  }

  @Override
  public Optional<String> resumeScript(Path script, int ranks) {
    Optional<JobState> state = parts.queue().last();
    if (state.isEmpty() && parts.queue().trouble().isEmpty() && job().end().isEmpty()) {
      return Optional.empty(); // its limit is about to be known
    }
    JobOptions whole = JobOptions.of(job(), state, workingFolder());
    boolean oneOfMany = ranks == 1 && job().stepTask().isPresent();
    return Optional.of(
        new ResumeScript(oneOfMany ? whole.forOneTask() : whole, job(), ranks, command())
            .text(script));
  }

  private static CommandLine command() {
    try {
      return CommandLine.ofThisJvm();
    } catch (IOException e) {
      throw new UncheckedIOException("the command line of this JVM cannot be read: " + e, e);
    }
  }

  private static Path workingFolder() {
    return Path.of(System.getProperty("user.dir"));
  }

  @Override
  public OptionalInt exitCode(Ending ending) {
    return parts.requeuing().exitCode(ending);
  }

  @Override
  public void unfinished(Path run, int exitCode) {
    UnfinishedExit.add(run, exitCode);
  }

  @Override
  public void finished(Path run) {
    UnfinishedExit.remove(run);
  }

  @Override
  public void requeue(Ending ending) {
    UnfinishedExit.add(ending.run(), parts.requeuing().exitCode(ending).orElse(Ending.UNFINISHED));
    parts.requeuing().after(ending);
  }
}
