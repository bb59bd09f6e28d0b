/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a job asks for, as sbatch takes it. Immutable.
 *
 * @param values by the names of sbatch's options
 * @param folder where it works
 */
record JobOptions(Map<String, String> values, Path folder) {
  JobOptions {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /**
   * Those of a job that runs.
   *
   * @param state what squeue says of it; its limit is not in the environment
   * @param folder where it works
   */
  static JobOptions of(SlurmVariables job, Optional<JobState> state, Path folder) {
    Map<String, String> values = new LinkedHashMap<>();
    job.jobName().ifPresent(name -> values.put("job-name", name));
    copy(job, "SLURM_JOB_PARTITION", "partition", values);
    copy(job, "SLURM_JOB_ACCOUNT", "account", values);
    copy(job, "SLURM_JOB_QOS", "qos", values);
    state
        .map(JobState::limit)
        .filter(limit -> limit.matches("[0-9:-]+|UNLIMITED"))
        .or(() -> job.limit().map(limit -> Long.toString(limit.toMinutes())))
        .ifPresent(limit -> values.put("time", limit));
    copy(job, "SLURM_JOB_NUM_NODES", "nodes", values);
    copy(job, "SLURM_NTASKS", "ntasks", values);
    copy(job, "SLURM_CPUS_PER_TASK", "cpus-per-task", values);
    copy(job, "SLURM_MEM_PER_NODE", "mem", values);
    copy(job, "SLURM_MEM_PER_CPU", "mem-per-cpu", values);
    job.arrayTask().ifPresent(task -> values.put("array", task));
    values.put("chdir", folder.toString());
    return new JobOptions(values, folder);
  }

  /** For one task of it alone, where each is a run of its own. */
  JobOptions forOneTask() {
    Map<String, String> one = new LinkedHashMap<>(values);
    one.put("nodes", "1");
    one.put("ntasks", "1");
    return new JobOptions(one, folder);
  }

  private static void copy(
      SlurmVariables job, String variable, String option, Map<String, String> values) {
    job.find(variable).ifPresent(value -> values.put(option, value));
  }
}
