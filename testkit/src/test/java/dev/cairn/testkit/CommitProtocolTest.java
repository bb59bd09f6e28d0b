/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Rename;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All the tools on a protocol that is right, and on the same with one step left out. */
class CommitProtocolTest {
  private static final int VERSIONS = 4;

  @TempDir Path folder;

  private Trace traceWith(Consumer<Faults> prepare) throws IOException {
    try (RecordingFileSystem recording = RecordingFileSystem.over(folder)) {
      prepare.accept(recording.faults());
      ToyStore store = new ToyStore(recording.root(), 2);
      for (int version = 1; version <= VERSIONS; version++) {
        store.save(version);
        recording.mark(Integer.toString(version));
      }
      return recording.trace();
    }
  }

  private static List<CrashState> losing(Trace trace) {
    return CrashStates.of(trace).distinct(42).filter(state -> losesVersion(state)).toList();
  }

  private static boolean losesVersion(CrashState state) {
    int acknowledged = state.acknowledged().size();
    return ToyStore.newest(state) < acknowledged;
  }

  private static List<String> violations(Trace trace) {
    return CommitOrder.forNames(".*\\.cairn").violations(trace);
  }

  /** True for the operation with this number, from 1, of those of one kind. */
  private static Predicate<Operation> nth(int n, Class<? extends Operation> kind) {
    AtomicInteger seen = new AtomicInteger();
    return operation -> kind.isInstance(operation) && seen.incrementAndGet() == n;
  }

  @Test
  void shouldLoseNothingIfDoneRight() throws IOException {
    Trace trace = traceWith(faults -> {});
    assertThat(losing(trace)).isEmpty();
    assertThat(violations(trace)).isEmpty();
    assertThat(CrashStates.of(trace).distinct(42).count()).isGreaterThan(trace.size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldLoseAVersionIfAFileIsNotForced(int n) throws IOException {
    Trace trace = traceWith(faults -> faults.ignore(nth(n, ForceFile.class)));
    assertThat(losing(trace))
        .extracting(CrashState::model)
        .contains(PowerLossModel.UNSYNCED_LOST, PowerLossModel.RENAME_BEFORE_DATA)
        .doesNotContain(PowerLossModel.NOTHING_LOST);
    assertThat(violations(trace)).singleElement().asString().contains(n + ".cairn without a force");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldLoseAVersionIfTheFolderIsNotForced(int n) throws IOException {
    Trace trace = traceWith(faults -> faults.ignore(nth(n, ForceFolder.class)));
    assertThat(losing(trace))
        .extracting(CrashState::model)
        .contains(PowerLossModel.UNSYNCED_LOST, PowerLossModel.RANDOM)
        .doesNotContain(PowerLossModel.NOTHING_LOST, PowerLossModel.RENAME_BEFORE_DATA);
    assertThat(violations(trace)).isNotEmpty().allMatch(text -> text.contains(n + ".cairn"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void shouldLoseAVersionIfARenameIsACopy(int n) throws IOException {
    Trace trace = traceWith(faults -> faults.renameByCopy(nth(n, Rename.class)));
    assertThat(losing(trace)).extracting(CrashState::model).contains(PowerLossModel.UNSYNCED_LOST);
    assertThat(violations(trace)).anyMatch(text -> text.contains("under its final name"));
  }

  @Test
  void shouldLoseVersionsIfRenamesDoNotHappen() throws IOException {
    Trace trace = traceWith(faults -> faults.ignore(operation -> operation instanceof Rename));
    assertThat(losing(trace)).extracting(CrashState::model).contains(PowerLossModel.NOTHING_LOST);
  }
}
