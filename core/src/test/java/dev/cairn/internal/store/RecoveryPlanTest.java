/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.ResumeMode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoveryPlanTest {
  private final Catalog some =
      new Catalog(
          List.of(
              new CheckpointFile(2, 1, Path.of("c"), false),
              new CheckpointFile(1, 12, Path.of("b"), false),
              new CheckpointFile(1, 3, Path.of("a"), false)));
  private final Catalog none = new Catalog(List.of());

  @Test
  void shouldTryTheNewestFirst() {
    RecoveryPlan plan = RecoveryPlan.of(some, ResumeMode.AUTO);

    assertThat(plan.action()).isEqualTo(RecoveryPlan.Action.RESUME);
    assertThat(plan.candidates())
        .extracting(CheckpointFile::id)
        .containsExactly("2/1", "1/12", "1/3");
  }

  @Test
  void shouldStartFreshOnlyWhereThereIsNothingOrTheProgramSaysSo() {
    assertThat(RecoveryPlan.of(none, ResumeMode.AUTO).action())
        .isEqualTo(RecoveryPlan.Action.START);
    assertThat(RecoveryPlan.of(some, ResumeMode.NEVER).action())
        .isEqualTo(RecoveryPlan.Action.START);
    assertThat(RecoveryPlan.of(some, ResumeMode.REQUIRED).action())
        .isEqualTo(RecoveryPlan.Action.RESUME);
    assertThat(RecoveryPlan.of(none, ResumeMode.REQUIRED).action())
        .isEqualTo(RecoveryPlan.Action.REFUSE);
  }
}
