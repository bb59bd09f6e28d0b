/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What Slurm says in the environment of a job. Immutable.
 *
 * <p>The batch shell of a job of eight tasks has SLURM_PROCID=0 and SLURM_NTASKS=8 as well: they
 * mean something only where SLURM_STEP_ID is set. HOSTNAME stays that of the batch node, and is not
 * used.
 */
final class SlurmVariables {
  /** Given on to the job that is submitted anew; no setting of the user's. */
  static final String RESUBMITTED = "_CAIRN_RESUBMITTED";

  private final Map<String, String> variables;

  SlurmVariables(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** True where this process is part of a job. */
  boolean isJob() {
    return number("SLURM_JOB_ID").isPresent();
  }

  /** A variable that says something. */
  Optional<String> find(String name) {
    return Optional.ofNullable(variables.get(name))
        .map(String::trim)
        .filter(text -> !text.isEmpty());
  }

  /** True where some variable's name begins so. */
  boolean hasAny(String prefix) {
    return variables.keySet().stream().anyMatch(name -> name.startsWith(prefix));
  }

  private OptionalLong number(String name) {
    Optional<String> text = find(name).filter(found -> found.matches("\\d{1,18}"));
    return text.isPresent() ? OptionalLong.of(Long.parseLong(text.get())) : OptionalLong.empty();
  }

  /** What no other job of this cluster has, until its controller forgets everything. */
  String jobId() {
    return find("SLURM_JOB_ID").orElse("");
  }

  Optional<String> jobName() {
    return find("SLURM_JOB_NAME");
  }

  Optional<String> arrayTask() {
    return find("SLURM_ARRAY_TASK_ID").filter(task -> find("SLURM_ARRAY_JOB_ID").isPresent());
  }

  /** As scontrol wants it: {@code 17}, or {@code 17_4} for a task of an array. */
  String requeueId() {
    return arrayTask()
        .map(task -> find("SLURM_ARRAY_JOB_ID").orElseThrow() + "_" + task)
        .orElseGet(this::jobId);
  }

  String cluster() {
    return find("SLURM_CLUSTER_NAME").orElse("");
  }

  /** Absent in the first run of a job. */
  long restartCount() {
    return number("SLURM_RESTART_COUNT").orElse(0);
  }

  /** The step, where this process was started by srun. */
  Optional<String> step() {
    return find("SLURM_STEP_ID");
  }

  /** Which task of its step it is, where that has several. */
  Optional<String> stepTask() {
    return step().isPresent() && stepTasks() > 1 ? find("SLURM_PROCID") : Optional.empty();
  }

  /** Its number among those of its step, where it was started by srun. */
  Optional<Integer> task() {
    OptionalLong number = number("SLURM_PROCID");
    return step().isPresent() && number.isPresent()
        ? Optional.of((int) Math.min(Integer.MAX_VALUE, number.getAsLong()))
        : Optional.empty();
  }

  /** How many tasks its step has; 1 where it is none. */
  long stepTasks() {
    return step().isPresent() ? number("SLURM_STEP_NUM_TASKS").orElse(1) : 1;
  }

  /** How many JVMs may have been started with this one. */
  long alike() {
    long array = arrayTask().isPresent() ? number("SLURM_ARRAY_TASK_COUNT").orElse(1) : 1;
    return Math.max(1, array) * Math.max(1, stepTasks());
  }

  /**
   * True where it is made of several jobs with options of their own; all have the first's number.
   */
  boolean isHeterogeneous() {
    return number("SLURM_HET_SIZE").orElse(1) > 1;
  }

  /** How many jobs were submitted one after another until this one. */
  long resubmitted() {
    return number(RESUBMITTED).orElse(0);
  }

  String node() {
    return find("SLURMD_NODENAME").orElse("");
  }

  Optional<String> user() {
    return find("SLURM_JOB_USER").or(() -> find("USER"));
  }

  /** Its time limit, where the environment says when it has begun and is to end. */
  Optional<Duration> limit() {
    OptionalLong start = number("SLURM_JOB_START_TIME");
    return start.isPresent()
        ? end().map(end -> Duration.between(Instant.ofEpochSecond(start.getAsLong()), end))
        : Optional.empty();
  }

  /** When the job is to end: newer versions of Slurm say it. The limit may change afterwards. */
  Optional<Instant> end() {
    OptionalLong seconds = number("SLURM_JOB_END_TIME");
    return seconds.isPresent()
        ? Optional.of(Instant.ofEpochSecond(seconds.getAsLong()))
        : Optional.empty();
  }
}
