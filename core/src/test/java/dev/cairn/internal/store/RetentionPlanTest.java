/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.CheckpointSettingsException;
import dev.cairn.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetentionPlanTest {
  private static final long OWN = 3;

  private final List<CheckpointFile> files = new ArrayList<>();
  private final FileNeeds needs = new FileNeeds();
  private final Set<Long> demoted = new HashSet<>();
  private final Map<CheckpointFile, Instant> times = new HashMap<>();

  private CheckpointFile add(long epoch, long sequence, boolean pinned) {
    CheckpointFile file =
        new CheckpointFile(epoch, sequence, Path.of(epoch + "-" + sequence), pinned);
    files.add(file);
    return file;
  }

  private RetentionPlan plan(Retention retention, Long... verified) {
    return RetentionPlan.of(situation(verified), retention);
  }

  private RetentionPlan.Situation situation(Long... verified) {
    return new RetentionPlan.Situation(
        new Catalog(files), Set.of(1L, 2L, 3L), OWN, Set.of(verified), needs, demoted, times);
  }

  @Test
  void shouldKeepTwoThatShareNothingAndTheBlocksOfBoth() {
    for (int i = 1; i <= 7; i++) {
      add(OWN, i, false);
    }
    needs.put(3L, Set.of(2L));
    needs.put(6L, Set.of(2L, 4L));
    needs.put(7L, Set.of(2L, 4L));

    RetentionPlan plan = plan(Retention.keepLast(2), 1L, 2L, 3L, 4L, 5L, 6L, 7L);

    // 7 and 6 are the newest, 5 the newest that shares nothing with 7.
    assertThat(plan.files()).extracting(CheckpointFile::sequence).containsExactly(1L, 3L);
    assertThat(plan.demoted()).extracting(CheckpointFile::sequence).containsExactly(2L, 4L);
    assertThat(plan.epochs()).containsExactly(1L, 2L);
  }

  @Test
  void shouldKeepOlderAttemptsWhereAllOwnCheckpointsShareBlocks() {
    CheckpointFile older = add(2, 1, false);
    add(OWN, 1, false);
    add(OWN, 2, false);
    needs.put(2L, Set.of(1L));

    RetentionPlan plan = plan(Retention.keepLast(2), 1L, 2L);

    assertThat(plan.epochs()).doesNotContain(older.epoch());
    assertThat(plan.files()).isEmpty();
  }

  @Test
  void shouldReleaseBlocksOnceNobodyNeedsThem() {
    for (int i = 5; i <= 7; i++) {
      add(OWN, i, false);
    }
    demoted.addAll(Set.of(2L, 4L));
    needs.put(7L, Set.of(4L));

    RetentionPlan plan = plan(Retention.keepLast(3), 5L, 6L, 7L);

    assertThat(plan.released()).containsExactly(2L);
  }

  @Test
  void shouldRemoveNothingBeforeTwoAreVerified() {
    for (int i = 1; i <= 9; i++) {
      add(OWN, i, false);
      add(2, i, false);
    }

    assertThat(plan(Retention.keepLast(2), 9L).isEmpty()).isTrue();
    assertThat(plan(Retention.keepLast(2)).isEmpty()).isTrue();
  }

  @Test
  void shouldKeepTheNewestVerifiedOnes() {
    for (int i = 1; i <= 5; i++) {
      add(OWN, i, false);
    }

    RetentionPlan plan = plan(Retention.keepLast(3), 1L, 2L, 3L, 4L, 5L);

    assertThat(plan.files()).extracting(CheckpointFile::sequence).containsExactly(1L, 2L);
    assertThat(plan.epochs()).containsExactly(1L, 2L);
  }

  @Test
  void shouldNeitherCountNorRemoveWhatIsNotVerified() {
    for (int i = 1; i <= 4; i++) {
      add(OWN, i, false);
    }

    RetentionPlan plan = plan(Retention.keepLast(2), 1L, 2L, 3L);

    assertThat(plan.files()).extracting(CheckpointFile::sequence).containsExactly(1L);
  }

  @Test
  void shouldKeepOlderAttemptsWhileTheirCheckpointsCount() {
    add(1, 7, false);
    add(2, 8, false);
    add(OWN, 1, false);
    add(OWN, 2, false);

    RetentionPlan plan = plan(Retention.keepLast(3), 1L, 2L);

    assertThat(plan.files()).isEmpty();
    assertThat(plan.epochs()).containsExactly(1L);
  }

  @Test
  void shouldKeepWhatIsPinned() {
    add(1, 7, true);
    for (int i = 1; i <= 4; i++) {
      add(OWN, i, i == 1);
    }

    RetentionPlan plan = plan(Retention.keepLast(2), 1L, 2L, 3L, 4L);

    assertThat(plan.files()).extracting(CheckpointFile::sequence).containsExactly(2L);
    assertThat(plan.epochs()).containsExactly(2L);
  }

  @Test
  void shouldKeepTheFirstOfEachSpan() {
    Instant start = Instant.EPOCH;
    for (int i = 1; i <= 8; i++) {
      times.put(add(OWN, i, false), start.plus(Duration.ofMinutes(20L * i)));
    }

    RetentionPlan plan =
        plan(Retention.keepLast(2).andEvery(Duration.ofHours(1)), 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);

    assertThat(plan.files()).extracting(CheckpointFile::sequence).containsExactly(2L, 4L, 5L);
  }

  @Test
  void shouldLeaveOnlyTheEndStateOnceItIsVerified() {
    add(2, 8, false);
    add(OWN, 1, false);
    add(OWN, 2, false);

    assertThat(RetentionPlan.afterCompletion(situation(1L), 2).isEmpty()).isTrue();
    RetentionPlan plan = RetentionPlan.afterCompletion(situation(1L, 2L), 2);
    assertThat(plan.files()).extracting(CheckpointFile::sequence).containsExactly(1L);
    assertThat(plan.epochs()).containsExactly(1L, 2L);
  }

  @Test
  void shouldRefuseToKeepOne() {
    assertThatThrownBy(() -> Retention.keepLast(1))
        .isInstanceOf(CheckpointSettingsException.class)
        .hasMessageContaining("at least 2");
  }
}
