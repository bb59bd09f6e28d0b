/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static dev.cairn.testkit.PowerLossModel.ENTRIES_LOST;
import static dev.cairn.testkit.PowerLossModel.NOTHING_LOST;
import static dev.cairn.testkit.PowerLossModel.RANDOM;
import static dev.cairn.testkit.PowerLossModel.RENAME_BEFORE_DATA;
import static dev.cairn.testkit.PowerLossModel.REORDERED;
import static dev.cairn.testkit.PowerLossModel.UNSYNCED_LOST;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.CreateFolder;
import dev.cairn.testkit.Operation.Delete;
import dev.cairn.testkit.Operation.Failed;
import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Ignored;
import dev.cairn.testkit.Operation.Link;
import dev.cairn.testkit.Operation.Mark;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.Truncate;
import dev.cairn.testkit.Operation.Write;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CrashStatesTest {
  private static final String MODE = "rw-r--r--";
  private static final Operation CREATE = new CreateFile("a", 2, MODE);
  private static final Operation WRITE = write("abc");
  private static final Operation FORCE = new ForceFile("a", 2);
  private static final Operation FORCE_FOLDER = new ForceFolder("", 1);
  private static final Operation RENAME = new Rename("a", "b", 2);

  private static Operation write(String text) {
    return new Write("a", 2, 0, Bytes.of(text.getBytes(UTF_8)));
  }

  /** What the files hold, by name, in the state after the last operation. */
  private static Map<String, String> last(PowerLossModel model, Operation... operations) {
    return all(model, operations).get(operations.length);
  }

  private static List<Map<String, String>> all(PowerLossModel model, Operation... operations) {
    return CrashStates.of(Trace.of(operations)).stream(1, model)
        .map(state -> contents(state))
        .toList();
  }

  private static Map<String, String> contents(CrashState state) {
    Map<String, String> contents = new TreeMap<>();
    for (String path : state.files()) {
      contents.put(path, new String(state.read(path).orElseThrow(), UTF_8));
    }
    return contents;
  }

  @Test
  void shouldKeepEverythingWhenOnlyTheProcessDies() {
    assertThat(all(NOTHING_LOST, CREATE, WRITE, RENAME, new Delete("b", 2)))
        .containsExactly(
            Map.of(), Map.of("a", ""), Map.of("a", "abc"), Map.of("b", "abc"), Map.of());
  }

  @Test
  void shouldLoseBytesThatWereNotForced() {
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE_FOLDER, WRITE)).isEqualTo(Map.of("a", ""));
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE_FOLDER, WRITE, FORCE))
        .isEqualTo(Map.of("a", "abc"));
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE_FOLDER, WRITE, new Ignored(FORCE)))
        .isEqualTo(Map.of("a", ""));
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE_FOLDER, WRITE, FORCE, write("xyz12")))
        .isEqualTo(Map.of("a", "abc"));
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE_FOLDER, WRITE, FORCE, new Truncate("a", 2, 1)))
        .isEqualTo(Map.of("a", "abc"));
  }

  @Test
  void shouldLoseNamesWhoseFolderWasNotForced() {
    assertThat(last(UNSYNCED_LOST, CREATE, WRITE, FORCE)).isEmpty();
    assertThat(last(UNSYNCED_LOST, CREATE, WRITE, FORCE, FORCE_FOLDER, RENAME))
        .isEqualTo(Map.of("a", "abc"));
    assertThat(last(UNSYNCED_LOST, CREATE, WRITE, FORCE, FORCE_FOLDER, RENAME, FORCE_FOLDER))
        .isEqualTo(Map.of("b", "abc"));
    assertThat(last(UNSYNCED_LOST, CREATE, WRITE, FORCE, FORCE_FOLDER, new Delete("a", 2)))
        .isEqualTo(Map.of("a", "abc"));
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE, new Link("a", "b", 2), FORCE_FOLDER))
        .containsOnlyKeys("a", "b");
  }

  @Test
  void shouldLoseWhatIsInALostFolder() {
    Operation folder = new CreateFolder("d", 3, "rwxr-xr-x");
    Operation inside = new CreateFile("d/a", 2, MODE);
    Operation forceInside = new ForceFolder("d", 3);
    assertThat(last(UNSYNCED_LOST, folder, inside, forceInside)).isEmpty();
    assertThat(last(UNSYNCED_LOST, folder, inside, FORCE_FOLDER)).isEmpty();
    assertThat(last(UNSYNCED_LOST, folder, inside, forceInside, FORCE_FOLDER))
        .containsOnlyKeys("d/a");
  }

  @Test
  void shouldTakeARenameBetweenFoldersAsOneChangeOfTheNewFolder() {
    Operation folder = new CreateFolder("d", 3, "rwxr-xr-x");
    Operation forceInside = new ForceFolder("d", 3);
    Operation move = new Rename("a", "d/a", 2);
    assertThat(last(UNSYNCED_LOST, folder, CREATE, FORCE_FOLDER, move, FORCE_FOLDER))
        .containsOnlyKeys("a");
    assertThat(last(UNSYNCED_LOST, folder, CREATE, FORCE_FOLDER, move, forceInside))
        .containsOnlyKeys("d/a");
    // The old name must not come back with the creation that is forced only now.
    assertThat(last(UNSYNCED_LOST, folder, FORCE_FOLDER, CREATE, move, forceInside, FORCE_FOLDER))
        .containsOnlyKeys("d/a");
    Operation moveRenamed = new Rename("b", "d/a", 2);
    assertThat(
            last(
                UNSYNCED_LOST,
                folder,
                FORCE_FOLDER,
                CREATE,
                RENAME,
                moveRenamed,
                forceInside,
                FORCE_FOLDER))
        .containsOnlyKeys("d/a");
  }

  @Test
  void shouldNeverTrustAFileAgainAfterAFailedForce() {
    assertThat(last(UNSYNCED_LOST, CREATE, FORCE_FOLDER, WRITE, new Failed(FORCE), FORCE))
        .isEqualTo(Map.of("a", ""));
  }

  @Test
  void shouldKeepNamesButNotBytesWhenRenamesGoFirst() {
    List<Map<String, String>> states = all(RENAME_BEFORE_DATA, CREATE, WRITE, RENAME);
    assertThat(states).endsWith(Map.of("b", ""), Map.of("b", "\0\0\0"));
    assertThat(all(RENAME_BEFORE_DATA, CREATE, WRITE, FORCE, RENAME))
        .endsWith(Map.of("b", "abc"), Map.of("b", "abc"));
  }

  @Test
  void shouldKeepBytesButNotNamesWhenEntriesAreLost() {
    assertThat(last(ENTRIES_LOST, CREATE, FORCE_FOLDER, WRITE, RENAME))
        .isEqualTo(Map.of("a", "abc"));
  }

  @Test
  void shouldLoseTheLastNamesOfAFolderFirst() {
    Operation[] creations = {
      new CreateFile("1", 2, MODE), new CreateFile("2", 3, MODE), new CreateFile("3", 4, MODE)
    };
    assertThat(outcomes(RANDOM, creations))
        .containsExactlyInAnyOrder(Set.of(), Set.of("1"), Set.of("1", "2"), Set.of("1", "2", "3"));
    assertThat(outcomes(REORDERED, creations)).hasSize(8);
  }

  /** The sets of names that are possible after the last operation. */
  private static Set<Set<String>> outcomes(PowerLossModel model, Operation... operations) {
    return CrashStates.of(Trace.of(operations)).withSamples(200).stream(7, model)
        .filter(state -> state.prefix() == operations.length)
        .map(state -> Set.copyOf(state.files()))
        .collect(Collectors.toSet());
  }

  @Test
  void shouldTearWritesIntoSectors() {
    Operation write = new Write("a", 2, 0, Bytes.of("x".repeat(1024).getBytes(UTF_8)));
    Set<String> contents =
        CrashStates.of(Trace.of(CREATE, FORCE_FOLDER, write)).withSamples(100).stream(7, RANDOM)
            .filter(state -> state.prefix() == 3)
            .map(state -> contents(state).get("a"))
            .collect(Collectors.toSet());
    String sector = "x".repeat(512);
    String zeros = "\0".repeat(512);
    assertThat(contents)
        .containsExactlyInAnyOrder(
            "", sector, sector + sector, zeros + sector, sector + zeros, zeros + zeros);
  }

  @Test
  void shouldNotTearWhatWasForced() {
    Operation[] operations = {CREATE, FORCE_FOLDER, WRITE, write("xyz"), FORCE, write("end")};
    CrashStates states = CrashStates.of(Trace.of(operations)).withSamples(100);
    assertThat(states.stream(7, RANDOM).filter(state -> state.prefix() >= 5))
        .extracting(state -> contents(state).get("a"))
        .containsOnly("xyz", "end");
  }

  @Test
  void shouldKeepANewFileUnderANameThatAnotherOneLeft() {
    Operation folder = new CreateFolder("d", 3, "rwxr-xr-x");
    Operation move = new Rename("a", "d/a", 2);
    Operation next = new CreateFile("a", 4, MODE);
    Operation force = new ForceFolder("d", 3);
    assertThat(last(UNSYNCED_LOST, folder, CREATE, FORCE_FOLDER, move, next, FORCE_FOLDER, force))
        .containsOnlyKeys("a", "d/a");
  }

  @Test
  void shouldRepeatItselfForTheSameSeed() {
    Trace trace = Trace.of(CREATE, WRITE, RENAME, write("other"));
    List<String> all = digests(CrashStates.of(trace).stream(5).toList());
    assertThat(digests(CrashStates.of(trace).stream(5).toList())).isEqualTo(all);
    assertThat(digests(CrashStates.of(trace).stream(6).toList())).isNotEqualTo(all);
  }

  private static List<String> digests(List<CrashState> states) {
    return states.stream().map(CrashState::digest).toList();
  }

  @Test
  void shouldKnowWhatWasAcknowledged() {
    Trace trace = Trace.of(CREATE, new Mark("first"), WRITE, new Mark("second"));
    assertThat(CrashStates.of(trace).stream(1, NOTHING_LOST).map(CrashState::acknowledged))
        .containsExactly(
            List.of(), List.of(), List.of("first"), List.of("first"), List.of("first", "second"));
    assertThat(CrashStates.of(trace).stream(1, NOTHING_LOST).map(CrashState::description))
        .startsWith("power cut before the first operation, NOTHING_LOST")
        .anyMatch(text -> text.startsWith("power cut after operation 2 (Mark[label=first])"));
  }

  @Test
  void shouldDropStatesThatHoldTheSame() {
    Trace trace = Trace.of(CREATE, FORCE_FOLDER, new Mark("first"), FORCE_FOLDER);
    // Before the mark and after it the same files mean different things.
    assertThat(CrashStates.of(trace).distinct(1).map(state -> state.prefix()))
        .containsExactly(0, 1, 3);
    assertThat(CrashStates.of(trace).stream(1).count()).isGreaterThan(30);
  }

  @Test
  void shouldComplainAboutFilesThatComeFromNowhere() {
    Trace trace = Trace.of(WRITE);
    assertThatThrownBy(() -> CrashStates.of(trace).stream(1).count())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("not in the trace");
  }
}
