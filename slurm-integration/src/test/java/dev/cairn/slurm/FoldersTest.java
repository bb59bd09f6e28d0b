/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path root;
  private final Map<String, String> variables = new HashMap<>();

  private Optional<Path> directory() {
    return Folders.defaultDirectory(new SlurmVariables(variables), root);
  }

  @Test
  void shouldTakeTheFirstThatIsThere() throws Exception {
    variables.put("SLURM_SUBMIT_DIR", "/submitted/here");
    assertThat(directory()).contains(Path.of("/submitted/here/checkpoints"));

    Path work = Files.createDirectory(root.resolve("work"));
    variables.put("WORK", work.toString());
    assertThat(directory()).contains(work.resolve("cairn"));

    variables.put("SCRATCH", root.resolve("not there").toString());
    assertThat(directory()).contains(work.resolve("cairn"));

    variables.put("SLURM_JOB_USER", "ada");
    Path nobackup = Files.createDirectories(root.resolve("nobackup/ada"));
    assertThat(directory()).contains(nobackup.resolve("cairn"));
  }

  @Test
  void shouldSayWhereCheckpointsGoWithTheNode() {
    variables.put("TMPDIR", "/local/17");
    SlurmVariables job = new SlurmVariables(variables);

    assertThat(Folders.whyNodeLocal(job, Path.of("/local/17/runs"))).isPresent();
    assertThat(Folders.whyNodeLocal(job, Path.of("/dev/shm/runs"))).isPresent();
    assertThat(Folders.whyNodeLocal(job, Path.of("/nobackup/ada"))).isEmpty();
  }
}
