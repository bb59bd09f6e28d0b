/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.cairn.FolderProbe.Finding;
import dev.cairn.FolderProbe.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderProbeTest {
  @TempDir Path temporary;

  private static Finding finding(FolderProbe probe, String subject) {
    return probe.findings().stream()
        .filter(finding -> finding.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void shouldFindALocalDiskGoodAndLeaveNothing() throws IOException {
    Path folder = temporary.resolve("a/b");

    FolderProbe probe = Checkpoint.probe(folder);

    assertThat(probe.findings())
        .extracting(Finding::subject)
        .containsExactly(
            "place",
            "folder",
            "kind of file system",
            "owner",
            "permissions",
            "exclusive create",
            "claim of a folder",
            "rename in one step",
            "sealed folder",
            "hard links",
            "force of a file",
            "force of a folder",
            "speed",
            "past the page cache",
            "clock",
            "space",
            "removing what was tried");
    assertThat(finding(probe, "exclusive create").verdict()).isEqualTo(Verdict.GOOD);
    assertThat(finding(probe, "claim of a folder").verdict()).isEqualTo(Verdict.GOOD);
    assertThat(finding(probe, "rename in one step").verdict()).isEqualTo(Verdict.GOOD);
    assertThat(finding(probe, "permissions").verdict()).isEqualTo(Verdict.GOOD);
    assertThat(finding(probe, "speed").found()).contains("64 MiB written and forced at");
    assertThat(probe.toString().lines()).hasSize(17).allMatch(line -> line.length() > 30);
    assertThat(temporary).isEmptyDirectory();
    boolean root = System.getProperty("user.name").equals("root");
    assertThat(finding(probe, "sealed folder").verdict())
        .isEqualTo(root ? Verdict.MIND : Verdict.GOOD);
  }

  @Test
  void shouldLeaveWhatWasThere() throws IOException {
    Files.writeString(temporary.resolve("mine"), "x");

    FolderProbe probe = Checkpoint.probe(temporary);

    assertThat(probe.folder()).isEqualTo(temporary);
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).containsExactly(temporary.resolve("mine"));
    }
  }

  @Test
  void shouldSayThatMemoryIsNoDisk() throws IOException {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs"),
        "SKIPPED: there is no tmpfs at /dev/shm");
    Path folder = Files.createTempDirectory(memory, "probe");
    try {
      FolderProbe probe = Checkpoint.probe(folder);

      assertThat(probe.isSafe()).isFalse();
      assertThat(finding(probe, "kind of file system"))
          .matches(finding -> finding.verdict() == Verdict.UNSAFE)
          .matches(finding -> finding.found().startsWith("tmpfs"))
          .matches(finding -> finding.advice().contains("choose a folder on a disk"));
    } finally {
      Files.delete(folder);
    }
  }

  @Test
  void shouldSayWhyNothingCanBeWritten() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "x");

    FolderProbe probe = Checkpoint.probe(file.resolve("below"));

    assertThat(probe.isSafe()).isFalse();
    assertThat(finding(probe, "folder").verdict()).isEqualTo(Verdict.UNSAFE);
    assertThat(probe.findings()).hasSizeLessThan(5);
    assertThat(file).hasContent("x");
  }

  @Test
  void shouldSayThatAnybodyCouldReplaceCheckpoints() throws IOException {
    Path open = Files.createDirectory(temporary.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

    FolderProbe probe = Checkpoint.probe(open.resolve("runs"));

    assertThat(finding(probe, "place"))
        .matches(finding -> finding.verdict() == Verdict.UNSAFE)
        .matches(finding -> finding.found().contains("can be written by everybody"));
  }
}
