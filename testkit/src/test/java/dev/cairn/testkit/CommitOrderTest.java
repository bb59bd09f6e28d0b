/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Operation.CreateFile;
import dev.cairn.testkit.Operation.CreateFolder;
import dev.cairn.testkit.Operation.Delete;
import dev.cairn.testkit.Operation.Failed;
import dev.cairn.testkit.Operation.ForceFile;
import dev.cairn.testkit.Operation.ForceFolder;
import dev.cairn.testkit.Operation.Link;
import dev.cairn.testkit.Operation.Mark;
import dev.cairn.testkit.Operation.Rename;
import dev.cairn.testkit.Operation.Truncate;
import dev.cairn.testkit.Operation.Write;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitOrderTest {
  private static final Operation CREATE = new CreateFile("p", 2, "rw-------");
  private static final Operation WRITE = new Write("p", 2, 0, Bytes.of(new byte[] {1}));
  private static final Operation FORCE = new ForceFile("p", 2);
  private static final Operation RENAME = new Rename("p", "1.cairn", 2);
  private static final Operation FORCE_FOLDER = new ForceFolder("", 1);
  private static final Operation MARK = new Mark("1");
  private static final List<Operation> RIGHT =
      List.of(CREATE, WRITE, FORCE, RENAME, FORCE_FOLDER, MARK);

  private static List<String> violations(List<Operation> operations) {
    return CommitOrder.forNames(".*\\.cairn")
        .violations(Trace.of(operations.toArray(new Operation[0])));
  }

  private static List<String> violations(Operation... operations) {
    return violations(List.of(operations));
  }

  private static List<Operation> rightAnd(Operation... more) {
    List<Operation> operations = new ArrayList<>(RIGHT);
    operations.addAll(List.of(more));
    return operations;
  }

  @Test
  void shouldAcceptTheRightOrder() {
    assertThat(violations(RIGHT)).isEmpty();
    assertThat(violations(CREATE, WRITE, new Rename("p", "q", 2), MARK)).isEmpty();
    assertThat(violations(CREATE, WRITE, FORCE, RENAME)).isEmpty();
    Operation link = new Link("p", "1.cairn", 2);
    assertThat(violations(CREATE, WRITE, FORCE, link, FORCE_FOLDER, MARK)).isEmpty();
  }

  @Test
  void shouldWantAForceAfterTheLastChange() {
    assertThat(violations(CREATE, WRITE, RENAME, FORCE, FORCE_FOLDER))
        .containsExactly(
            "operation 3 (" + RENAME + ") commits 1.cairn without a force since operation 2");
    assertThat(violations(CREATE, FORCE, WRITE, RENAME, FORCE_FOLDER)).hasSize(1);
    Operation cut = new Truncate("p", 2, 0);
    assertThat(violations(CREATE, WRITE, FORCE, cut, RENAME, FORCE_FOLDER)).hasSize(1);
    Operation link = new Link("p", "1.cairn", 2);
    assertThat(violations(CREATE, WRITE, link, FORCE_FOLDER)).hasSize(1);
    Operation forceOfOther = new ForceFile("other", 9);
    assertThat(violations(CREATE, WRITE, forceOfOther, RENAME, FORCE_FOLDER)).hasSize(1);
  }

  @Test
  void shouldNotTrustAForceAfterAFailedOne() {
    assertThat(violations(CREATE, WRITE, new Failed(FORCE), FORCE, RENAME, FORCE_FOLDER))
        .singleElement()
        .asString()
        .endsWith("commits 1.cairn although forcing it failed in operation 3");
  }

  @Test
  void shouldWantTheFolderForcedBeforeTheMark() {
    assertThat(violations(CREATE, WRITE, FORCE, RENAME, MARK, FORCE_FOLDER, MARK))
        .containsExactly(
            "operation 5 ("
                + MARK
                + ") comes before the recorded folder was forced after operation 4 made 1.cairn");
    assertThat(violations(CREATE, WRITE, FORCE, FORCE_FOLDER, RENAME, MARK)).hasSize(1);
    assertThat(violations(CREATE, WRITE, FORCE, RENAME, new ForceFolder("d", 7), MARK)).hasSize(1);
  }

  @Test
  void shouldWantTheFolderItselfToBeDurable() {
    Operation folder = new CreateFolder("d", 7, "rwx------");
    Operation rename = new Rename("p", "d/1.cairn", 2);
    Operation force = new ForceFolder("d", 7);
    assertThat(violations(folder, CREATE, WRITE, FORCE, rename, force, FORCE_FOLDER, MARK))
        .isEmpty();
    assertThat(violations(folder, CREATE, WRITE, FORCE, rename, force, MARK, MARK))
        .singleElement()
        .asString()
        .contains("the recorded folder was forced after operation 1 made d");
  }

  @Test
  void shouldWantEachNameUsedOnceOnly() {
    Operation again = new Rename("q", "1.cairn", 3);
    assertThat(violations(rightAnd(again))).hasSize(1);
    assertThat(violations(rightAnd(new Delete("1.cairn", 2), again)))
        .singleElement()
        .asString()
        .contains("uses the name 1.cairn although it was used before");
    assertThat(violations(new CreateFile("2.cairn", 2, "")))
        .singleElement()
        .asString()
        .contains("creates 2.cairn under its final name");
  }

  @Test
  void shouldKnowNamesFromBeforeTheRecording(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("1.cairn"));
    try (RecordingFileSystem recording = RecordingFileSystem.over(folder)) {
      Path pending = Files.createFile(recording.root().resolve("p"));
      Files.move(pending, recording.root().resolve("1.cairn"), StandardCopyOption.ATOMIC_MOVE);
      assertThat(CommitOrder.forNames(".*\\.cairn").violations(recording.trace()))
          .singleElement()
          .asString()
          .contains("used before");
    }
  }

  @Test
  void shouldNotWantOldFilesRemovedTooEarly() {
    Operation next = new Rename("q", "2.cairn", 3);
    Operation prune = new Delete("1.cairn", 2);
    assertThat(violations(rightAnd(next, FORCE_FOLDER, prune))).isEmpty();
    assertThat(violations(rightAnd(next, prune, FORCE_FOLDER)))
        .singleElement()
        .asString()
        .contains("removes 1.cairn before the recorded folder was forced after operation 7");
    assertThat(violations(rightAnd(next, new Rename("1.cairn", "old", 2)))).hasSize(1);
    assertThat(violations(rightAnd(next, new Delete("p", 9)))).isEmpty();
    assertThat(violations(rightAnd(next, new Delete("other/1.cairn", 8)))).isEmpty();
  }

  @Test
  void shouldNotWantFilesChangedAfterwards() {
    assertThat(violations(rightAnd(WRITE)))
        .singleElement()
        .asString()
        .contains("changes 1.cairn after it got its final name");
  }
}
