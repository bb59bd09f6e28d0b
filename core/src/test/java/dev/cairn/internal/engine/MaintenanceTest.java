/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.Checkpointed;
import dev.cairn.FencedException;
import dev.cairn.RunInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MaintenanceTest {
  @Checkpointed
  static final class Count {
    long step;
  }

  @TempDir Path folder;
  private Path run;

  private CheckpointBuilder configure() {
    return Checkpoint.configure()
        .directory(folder)
        .name("count")
        .every(Duration.ofDays(1))
        .stopSignals()
        .beatPeriod(Duration.ofMillis(100))
        .ignoreArguments();
  }

  @BeforeEach
  void leaveARun() {
    try (Checkpoint<Count> open = configure().resumeOrStart(Count::new)) {
      assertThat(open.safepoint()).isTrue();
      open.state().step = 5;
      assertThat(open.checkpointNow()).isPresent();
    }
    run = folder.resolve("count");
  }

  private List<String> names(Path where) throws IOException {
    try (Stream<Path> names = Files.list(where)) {
      return names.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private void resumes() {
    try (Checkpoint<Count> open = configure().resumeOrStart(Count::new)) {
      assertThat(open.state().step).isEqualTo(5);
      assertThat(open.safepoint()).isTrue();
    }
  }

  /** As an attempt leaves it that was on another machine, and has not said that it has ended. */
  private void ownedElsewhere() throws IOException {
    Path epoch = run.resolve("epoch-000001");
    String owner = Files.readString(epoch.resolve("owner.json"));
    Files.writeString(
        epoch.resolve("owner.json"),
        owner.replaceFirst("\"pidSpace\": \"[^\"]*\"", "\"pidSpace\": \"elsewhere\""));
    Files.writeString(epoch.resolve("beat"), String.format("%020d%n", 7));
  }

  @Test
  void shouldLeaveNothingBehindWhereTheOwnerHasEnded() throws IOException {
    try (Maintenance claimed = Maintenance.claim(run, false)) {
      assertThat(claimed.checkpoints()).hasSize(2);
    }
    assertThat(names(run)).noneMatch(name -> name.startsWith("epoch-000002"));
    resumes();
  }

  /** It learns of it when it wakes up: else it would compute on, and save nothing. */
  @Test
  void shouldStayWhereTheOwnerMayStillLive() throws IOException {
    ownedElsewhere();
    try (Maintenance claimed = Maintenance.claim(run, false)) {
      assertThat(claimed.checkpoints()).hasSize(2);
    }
    assertThat(run.resolve("epoch-000002/maintenance")).exists();
    resumes();
  }

  @Test
  void shouldNotMoveARunThatWasClaimedMeanwhile() throws IOException {
    try (Maintenance claimed = Maintenance.claim(run, false)) {
      Files.createDirectory(run.resolve("epoch-000009"));
      assertThatThrownBy(() -> claimed.putAside("aside")).isInstanceOf(FencedException.class);
      assertThatThrownBy(claimed::removeRun).isInstanceOf(FencedException.class);
    } catch (FencedException e) {
      // Its own room is nobody's any more, and stays.
    }
    assertThat(names(folder)).containsExactly("count");
  }

  @Test
  void shouldNotTouchARunWhoseProcessIsThere() throws IOException {
    try (Checkpoint<Count> open = configure().resumeOrStart(Count::new)) {
      assertThat(open.safepoint()).isTrue();
      assertThatThrownBy(() -> Maintenance.claim(run, false))
          .isInstanceOf(RunInUseException.class)
          .hasMessageContaining("cairn takeover");
      assertThatThrownBy(() -> Maintenance.removeForsakenRun(run))
          .isInstanceOf(RunInUseException.class);
      assertThat(open.checkpointNow()).isPresent();
    }
    assertThat(names(folder)).containsExactly("count");
  }

  @Test
  void shouldRemoveAForsakenRunWithoutRoomForAClaim() throws IOException {
    Maintenance.removeForsakenRun(run);
    assertThat(names(folder)).isEmpty();
  }

  @Test
  void shouldNotRemoveWithoutAClaimWhatMayBeAlive() throws IOException {
    ownedElsewhere();
    assertThatThrownBy(() -> Maintenance.removeForsakenRun(run))
        .isInstanceOf(RunInUseException.class);
    resumes();
  }
}
