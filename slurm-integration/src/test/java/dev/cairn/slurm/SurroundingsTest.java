/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  private static final SlurmVariables NONE = new SlurmVariables(Map.of());

  @Test
  void shouldHearWhereSlurmItselfIsTheParent() {
    assertThat(new Surroundings(List.of(), "slurmstepd", false).whyDeaf()).isEmpty();
  }

  @Test
  void shouldNameTheParentThatKeepsSignalsBackAndWhatToWrite() {
    assertThat(new Surroundings(List.of("/bin/bash slurm_script"), "slurm_script", false).whyDeaf())
        .hasValueSatisfying(
            line -> assertThat(line).contains("its parent is slurm_script", "`srun java ...`"));
  }

  @Test
  void shouldSayThatNobodyCanTellInAContainer() {
    assertThat(new Surroundings(List.of(), "", true).whyDeaf())
        .hasValueSatisfying(line -> assertThat(line).contains("nobody can tell"));
  }

  @Test
  void shouldSeeWhoHasStartedThisJvm() {
    Surroundings ours = Surroundings.ofThisJvm(NONE);

    assertThat(ours.parent()).isNotEmpty();
    assertThat(ours.ancestors()).isNotEmpty();
    assertThat(ours.isContainer()).isFalse();
  }

  @Test
  void shouldKnowAWorkflowEngineByItsVariablesAndItsProcesses() {
    Surroundings plain = new Surroundings(List.of("bash slurm_script"), "slurm_script", false);
    assertThat(plain.workflow(NONE)).isEmpty();
    assertThat(plain.workflow(new SlurmVariables(Map.of("NXF_TASK_WORKDIR", "/x"))))
        .contains("Nextflow");
    Map<String, String> ofEveryShell = Map.of("SNAKEMAKE_PROFILE", "x", "NXF_HOME", "/x");
    assertThat(plain.workflow(new SlurmVariables(ofEveryShell))).isEmpty();
    assertThat(
            new Surroundings(List.of("bash slurm_script -o nextflow_out"), "bash", false)
                .workflow(NONE))
        .isEmpty();
    assertThat(new Surroundings(List.of("sh", "bash .command.run"), "sh", false).workflow(NONE))
        .contains("Nextflow");
    assertThat(new Surroundings(List.of("python3 -m snakemake"), "sh", false).workflow(NONE))
        .contains("Snakemake");
  }
}
