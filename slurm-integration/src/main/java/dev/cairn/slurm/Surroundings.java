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
import java.util.Optional;
import java.util.stream.Stream;

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

  /** As in {@code python3 -m snakemake}. */
  private static final int PROGRAM_WORDS = 3;

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

  /**
   * The workflow engine that has submitted this job, and submits it again if it fails. What a user
   * has set for such an engine in every shell says nothing.
   */
  Optional<String> workflow(SlurmVariables variables) {
    if (variables.find("NXF_TASK_WORKDIR").isPresent() || runs(".command.run", "nextflow")) {
      return Optional.of("Nextflow");
    }
    return runs("snakemake") ? Optional.of("Snakemake") : Optional.empty();
  }

  /** True where an ancestor is one of those programs, or an interpreter of it. */
  private boolean runs(String... names) {
    return ancestors.stream()
        .flatMap(line -> Stream.of(line.split(" ", -1)).limit(PROGRAM_WORDS))
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .anyMatch(List.of(names)::contains);
  }
}
