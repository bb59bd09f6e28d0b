/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What started this JVM: who its ancestors are decides whether Slurm's signals come through, and
 * who is to start it again. Immutable.
 *
 * @param ancestors their command lines, the parent first; empty where they cannot be seen
 * @param parent the name of the parent; empty where it cannot be seen
 * @param isContainer true where this is a container, beyond which nothing can be seen
 */
record Surroundings(List<String> ancestors, String parent, boolean isContainer) {
  private static final List<String> CONTAINERS =
      List.of("APPTAINER_CONTAINER", "SINGULARITY_CONTAINER");

  private static final int MOST_ANCESTORS = 32;

  /** Those of this JVM. */
  static Surroundings ofThisJvm(SlurmVariables variables) {
    List<String> lines = new ArrayList<>();
    Optional<ProcessHandle> direct = ProcessHandle.current().parent();
    Optional<ProcessHandle> next = direct;
    while (next.isPresent() && lines.size() < MOST_ANCESTORS) {
      lines.add(read(next.get(), "cmdline").replace('\0', ' ').trim());
      next = next.get().parent();
    }
    boolean container =
        direct.isEmpty() || CONTAINERS.stream().anyMatch(name -> variables.find(name).isPresent());
    return new Surroundings(
        lines, direct.map(handle -> read(handle, "comm").trim()).orElse(""), container);
  }

  private static String read(ProcessHandle process, String what) {
    try {
      byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid(), what));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Why no signal of Slurm comes through, and what to write instead; empty where they do. */
  Optional<String> whyDeaf() {
    if (isContainer || parent.isEmpty()) {
      return Optional.of(
          "from within this container nobody can tell whether Slurm's signals come through; what "
              + "comes to its time limit is saved in time all the same");
    }
    if (parent.startsWith("slurmstepd")) {
      return Optional.empty();
    }
    return Optional.of(
        "no signal of Slurm comes through to this JVM, since its parent is "
            + parent
            + " and not slurmstepd: what comes to its time limit is saved in time all the same, what "
            + "is cancelled or preempted is not, and goes on from the checkpoint before. Start it with "
            + "`srun java ...`, or with `exec java ...` as the last line of the script");
  }

  /** The workflow engine that has submitted this job, and submits it again if it fails. */
  Optional<String> workflow(SlurmVariables variables) {
    if (variables.hasAny("NXF_") || isBelow("nextflow") || isBelow(".command.run")) {
      return Optional.of("Nextflow");
    }
    if (variables.hasAny("SNAKEMAKE") || isBelow("snakemake")) {
      return Optional.of("Snakemake");
    }
    return Optional.empty();
  }

  private boolean isBelow(String name) {
    return ancestors.stream().anyMatch(line -> line.toLowerCase(Locale.ROOT).contains(name));
  }
}
