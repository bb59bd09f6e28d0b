/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where checkpoints go when nobody says so, and where they had better not. Stateless. */
final class Folders {
  private static final String OURS = "cairn";

  private Folders() {}

  /**
   * The first of /nobackup/USER, $SCRATCH and $WORK that can be written to; else the folder that
   * the job was submitted from.
   *
   * @param root the root of the file system
   */
  static Optional<Path> defaultDirectory(SlurmVariables job, Path root) {
    return Stream.of(
            job.user().map(user -> root.resolve("nobackup").resolve(user)),
            job.find("SCRATCH").map(Path::of),
            job.find("WORK").map(Path::of))
        .flatMap(Optional::stream)
        .filter(folder -> Files.isDirectory(folder) && Files.isWritable(folder))
        .map(folder -> folder.resolve(OURS))
        .findFirst()
        .or(() -> job.find("SLURM_SUBMIT_DIR").map(folder -> Path.of(folder, "checkpoints")));
  }

  /** Why a folder will not be there for the next start; empty where it may well be. */
  static Optional<String> whyNodeLocal(SlurmVariables job, Path directory) {
    Stream<String> local =
        Stream.concat(
            Stream.of("TMPDIR", "SLURM_TMPDIR").flatMap(name -> job.find(name).stream()),
            List.of("/tmp", "/var/tmp", "/dev/shm").stream());
    return local
        .filter(folder -> directory.startsWith(Path.of(folder)))
        .findFirst()
        .map(
            folder ->
                directory
                    + " is on this node alone, or goes with this job (it is in "
                    + folder
                    + "): a start on another node will not find its checkpoints and begin anew; name a "
                    + "folder that all nodes share, with directory(...) or CAIRN_DIRECTORY");
  }
}
