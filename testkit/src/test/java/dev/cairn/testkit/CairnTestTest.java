/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.Checkpoint;
import dev.cairn.Checkpointed;
import dev.cairn.testkit.junit.CairnTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Two tests of one program do not see each other's runs. */
@CairnTest
class CairnTestTest {
  private static Path last;

  @Checkpointed
  static final class Count {
    int value;
  }

  /** Counts as far as it is told, from where the run is, saving each number. */
  private static int countTo(int end) {
    try (Checkpoint<Count> run = Checkpoint.configure().resumeOrStart(Count::new)) {
      int begun = run.state().value;
      while (run.state().value < end) {
        run.state().value++;
        run.checkpointNow();
      }
      return begun;
    }
  }

  @AfterAll
  static void nothingIsLeft() {
    assertThat(last).doesNotExist();
    assertThat(System.getProperty("cairn.directory")).isNull();
  }

  @Test
  void shouldHaveAFolderOfItsOwn(Path checkpoints) throws Exception {
    last = checkpoints;
    assertThat(countTo(3)).isZero();
    assertThat(countTo(4)).isEqualTo(3);
    assertThat(SavedRun.onlyOneIn(checkpoints).checkpoints()).isNotEmpty();
  }

  @Test
  void shouldGoOnFromTheOneBeforeWhereTheNewestIsDamaged(Path checkpoints) throws Exception {
    assertThat(countTo(5)).isZero();
    SavedRun saved = SavedRun.onlyOneIn(checkpoints);
    saved.flipBit(saved.newest(), 200);
    assertThat(countTo(6)).isEqualTo(4);
  }

  @Test
  void shouldFindAnEarlierOneWhereTheNewestIsCutOff(Path checkpoints) throws Exception {
    assertThat(countTo(5)).isZero();
    SavedRun saved = SavedRun.onlyOneIn(checkpoints);
    saved.cutTo(saved.newest(), 100);
    assertThat(countTo(6)).isEqualTo(4);
  }
}
