/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.it;

import static dev.cairn.it.Children.PATIENCE;
import static dev.cairn.it.Children.program;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real disk of its own that becomes full, read-only, or another, beneath a running program. */
@Timeout(180)
class DiskFaultsIT {
  private static final int DISK_KILOBYTES = 2048;

  @TempDir Path folder;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    Children.requireThat(
        Children.isRoot() && Children.succeeds("unshare -m true"), "only root can mount a disk");
    disk = Files.createDirectory(folder.resolve("disk"));
    Children.system(
        "mount", "-t", "tmpfs", "-o", "size=" + DISK_KILOBYTES + "k,mode=755", "tmpfs", disk);
  }

  @AfterEach
  void unmount() throws Exception {
    if (disk != null) {
      Children.system("umount", "-l", disk);
    }
  }

  private ChildJvm start(Path own) throws IOException {
    return program(Saver.class, own, true)
        .environment("CAIRN_DIRECTORY", disk.resolve("runs").toString())
        .start();
  }

  private static void permit(Path own, int step) throws IOException {
    Files.createFile(own.resolve(Saver.permit(step)));
  }

  /** Lets it do its first two steps, and come to the third. */
  private static void begin(ChildJvm child, Path own) throws Exception {
    permit(own, 1);
    permit(own, 2);
    child.awaitLine("^durable 2", PATIENCE);
    child.awaitLine("^waiting for 3", PATIENCE);
  }

  /** The third failed; all is well again, and the rest is saved. */
  private void goOn(ChildJvm child, Path own, String expectedFailure) throws Exception {
    assertThat(child.standardOutput()).as(child.standardError()).contains(expectedFailure);
    for (int step = 4; step <= Saver.STEPS; step++) {
      permit(own, step);
    }
    assertThat(child.awaitExit(PATIENCE)).as(child.standardError()).isZero();
    assertThat(child.standardOutput())
        .contains("durable 4\n")
        .contains("durable " + Saver.STEPS + "\n")
        .contains("result " + expected());
    assertThat(Files.readAllLines(own.resolve(Saver.LINES))).isEqualTo(expected());
  }

  private static List<String> expected() {
    return IntStream.rangeClosed(1, Saver.STEPS).mapToObj(Saver::line).toList();
  }

  /** With so much left that it ends in another phase each time, from the first byte to the last. */
  @Test
  void shouldSaveAgainOnceThereIsRoomWhereverTheDiskBecameFull() throws Exception {
    int failed = 0;
    for (int leftKilobytes : new int[] {0, 4, 8, 64, 128, 200, 236, 240, 244, 248, 252, 256, 300}) {
      Path own = Files.createDirectory(folder.resolve("left-" + leftKilobytes));
      try (ChildJvm child = start(own)) {
        begin(child, own);
        Path filler = disk.resolve("filler");
        fill(filler, leftKilobytes);
        permit(own, 3);
        child.awaitLine("^(durable|failed) 3", PATIENCE);
        boolean saved = child.standardOutput().contains("durable 3\n");
        failed += saved ? 0 : 1;
        Files.delete(filler);
        goOn(child, own, saved ? "durable 3" : "failed 3");
      }
      Children.remove(disk.resolve("runs"));
    }
    System.out.println("found the disk full in the middle of a checkpoint: " + failed);
    assertThat(failed).isPositive();
  }

  /** Fills the disk, however often room is given back, but for so much. */
  private void fill(Path filler, int leftKilobytes) throws Exception {
    Children.system(
        "sh",
        "-c",
        "dd if=/dev/zero of="
            + filler
            + " bs=4k 2>/dev/null; truncate -s -"
            + leftKilobytes
            + "k "
            + filler);
  }

  @Test
  void shouldSaveAgainOnceTheDiskCanBeWrittenAgain() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (ChildJvm child = start(own)) {
      begin(child, own);
      Children.system("mount", "-o", "remount,ro", disk);
      permit(own, 3);
      child.awaitLine("^(durable|failed) 3", PATIENCE);
      Children.system("mount", "-o", "remount,rw", disk);
      goOn(child, own, "Read-only file system");
    }
  }

  @Test
  void shouldSaveAgainOnceTheFolderIsBackThatWasRenamed() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (ChildJvm child = start(own)) {
      begin(child, own);
      Files.move(disk.resolve("runs"), disk.resolve("elsewhere"));
      permit(own, 3);
      child.awaitLine("^(durable|failed) 3", PATIENCE);
      Files.move(disk.resolve("elsewhere"), disk.resolve("runs"));
      goOn(child, own, "failed 3");
    }
  }

  /** Another disk in the place of the first, empty, as when a file system is mounted too late. */
  @Test
  void shouldSaveAgainOnceTheDiskIsBack() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (ChildJvm child = start(own)) {
      begin(child, own);
      Children.system("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", disk);
      permit(own, 3);
      child.awaitLine("^(durable|failed) 3", PATIENCE);
      Children.system("umount", "-l", disk);
      goOn(child, own, "failed 3");
    }
  }

  @Test
  void shouldSaveAgainOnceThereAreFileDescriptors() throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (ChildJvm child = start(own)) {
      begin(child, own);
      String limits = "prlimit --pid " + child.processId() + " --nofile=";
      Children.system("sh", "-c", limits + "3:");
      permit(own, 3);
      child.awaitLine("^(durable|failed) 3", PATIENCE);
      Children.system("sh", "-c", limits + "1024:");
      goOn(child, own, "Too many open files");
    }
  }
}
