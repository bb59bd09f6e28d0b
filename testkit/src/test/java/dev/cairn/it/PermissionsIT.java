/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import dev.cairn.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may read and replace checkpoints, whatever the folder above and the program's umask say. */
@Timeout(120)
class PermissionsIT {
  private static final int GROUP = 4242;
  private static final int FOLDER_RIGHTS = 0777;
  private static final int SETGID = 02000;
  private static final Path FUSE = Path.of("/dev/fuse");

  @TempDir static Path tools;
  @TempDir Path folder;
  private Path mounted;

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      Children.system("umount", mounted);
    }
  }

  /** A program that takes two checkpoints and is killed, by way of a shell command. */
  private ChildJvm killed(ChildJvmBuilder builder) throws Exception {
    ChildJvm child = builder.start();
    child.awaitLine("holding", PATIENCE);
    child.killHard();
    child.awaitExit(PATIENCE);
    return child;
  }

  private ChildJvmBuilder stepper(Path directory, String share) {
    return Children.program(Stepper.class, folder, 1, 1000, 500)
        .environment("CAIRN_DIRECTORY", directory.toString())
        .environment("CAIRN_SHARE", share);
  }

  private static String withUmask(String umask) {
    return "sh -c 'umask " + umask + "; exec \"$@\"' sh ";
  }

  /** Nothing is to be said about the rights that it gives. */
  private void runQuietly(Path directory, String share, String umask) throws Exception {
    try (ChildJvm child =
        killed(Children.launchedBy(stepper(directory, share), tools, withUmask(umask)))) {
      assertThat(child.standardError()).doesNotContain("WARNING").doesNotContain("ERROR");
    }
  }

  private static void requireAcls() throws Exception {
    Children.requireThat(
        Children.isRoot() && Children.succeeds("command -v setfacl"),
        "setfacl (Debian's package acl) is not installed, or this is not root");
  }

  private static List<Path> below(Path run) throws IOException {
    try (Stream<Path> all = Files.walk(run)) {
      return all.filter(path -> !Files.isSymbolicLink(path)).toList();
    }
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & 07777;
  }

  private static void assertRights(Path run, int ofFolders, int ofFiles) throws IOException {
    List<Path> all = below(run);
    assertThat(all).hasSizeGreaterThan(4);
    for (Path path : all) {
      int wanted = Files.isDirectory(path) ? ofFolders : ofFiles;
      assertThat(Integer.toOctalString(mode(path) & FOLDER_RIGHTS))
          .as(path.toString())
          .isEqualTo(Integer.toOctalString(wanted));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "000, PRIVATE, 700, 600",
    "022, PRIVATE, 700, 600",
    "077, PRIVATE, 700, 600",
    "777, PRIVATE, 700, 600",
    "000, GROUP_READ, 750, 640",
    "077, GROUP_READ, 750, 640",
    "000, GROUP, 770, 660",
    "077, GROUP, 770, 660"
  })
  void shouldGiveTheRightsThatAreAskedForWhateverTheUmaskIs(
      String umask, String share, String ofFolders, String ofFiles) throws Exception {
    Path directory = Files.createDirectory(folder.resolve("checkpoints"));
    runQuietly(directory, share, umask);
    assertRights(
        Children.onlyRun(folder), Integer.parseInt(ofFolders, 8), Integer.parseInt(ofFiles, 8));
  }

  @Test
  void shouldKeepTheGroupOfAProjectFolder() throws Exception {
    Children.requireThat(Children.isRoot(), "only root can give a folder to any group");
    Path directory = Files.createDirectory(folder.resolve("checkpoints"));
    Children.system("chgrp", GROUP, directory);
    Children.system("chmod", "2775", directory);
    runQuietly(directory, "GROUP", "077");
    Path run = Children.onlyRun(folder);
    assertRights(run, 0770, 0660);
    for (Path path : below(run)) {
      assertThat(Files.readAttributes(path, PosixFileAttributes.class).group().getName())
          .as(path.toString())
          .isEqualTo(Integer.toString(GROUP));
      if (Files.isDirectory(path)) {
        assertThat(mode(path) & SETGID).as(path.toString()).isEqualTo(SETGID);
      }
    }
  }

  @Test
  void shouldGiveNobodyARightThatADefaultAclWouldGive() throws Exception {
    requireAcls();
    Path directory = Files.createDirectory(folder.resolve("checkpoints"));
    Children.system("setfacl", "-d", "-m", "u:nobody:rwx,g:" + GROUP + ":rwx", directory);
    Children.system("chmod", "755", folder);
    runQuietly(directory, "PRIVATE", "022");
    Path run = Children.onlyRun(folder);
    assertRights(run, 0700, 0600);
    Path checkpoint = Children.checkpoints(run).get(0);
    String asNobody = Children.asUser(Children.NOBODY, GROUP);
    assertThat(Children.succeeds(asNobody + "ls " + run)).isFalse();
    assertThat(Children.succeeds(asNobody + "cat " + checkpoint)).isFalse();
  }

  @Test
  void shouldLetThoseReadWhomTheAclOfASharedFolderNames() throws Exception {
    requireAcls();
    Path directory = Files.createDirectory(folder.resolve("checkpoints"));
    Children.system("setfacl", "-m", "u:nobody:rx", "-d", "-m", "u:nobody:rx", directory);
    Children.system("chmod", "755", folder);
    runQuietly(directory, "GROUP_READ", "077");
    Path checkpoint = Children.checkpoints(Children.onlyRun(folder)).get(0);
    String asNobody = Children.asUser(Children.NOBODY, Children.NOBODY);
    assertThat(Children.succeeds(asNobody + "cat " + checkpoint + " >/dev/null")).isTrue();
    assertThat(Children.succeeds(asNobody + "sh -c '>>" + checkpoint + "'")).isFalse();
  }

  /** Such as a share of another system, where every file has the rights that the mount says. */
  @ParameterizedTest
  @CsvSource({"0755, PRIVATE, rwxr-xr-x, rwx------", "0700, GROUP, rwx------, rwxrwx---"})
  void shouldSayWhichRightsThereAreWhereAMountGivesItsOwn(
      String given, String share, String found, String wanted) throws Exception {
    Children.requireThat(
        Children.isRoot() && Children.succeeds("command -v bindfs") && Files.exists(FUSE),
        "bindfs (Debian's package of that name) is not installed, or this is not root");
    Path source = Files.createDirectory(folder.resolve("source"));
    Path directory = Files.createDirectory(folder.resolve("checkpoints"));
    Children.requireThat(
        Children.succeeds("bindfs --chmod-deny --perms=" + given + " " + source + " " + directory),
        "bindfs cannot mount here");
    mounted = directory;
    try (ChildJvm child = killed(stepper(directory, share))) {
      assertThat(child.standardError())
          .containsOnlyOnce("WARNING")
          .contains("has the rights " + found + ", and not " + wanted)
          .contains("keyFile(...)");
    }
    Children.letGo(folder);
    try (ChildJvm child = stepper(directory, share).start()) {
      assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
      assertThat(child.standardOutput()).contains("resumed at ");
    }
  }
}
