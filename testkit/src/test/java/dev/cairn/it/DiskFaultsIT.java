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
        .contains("result " + Saver.allLines());
    assertThat(Files.readAllLines(own.resolve(Saver.LINES))).isEqualTo(Saver.allLines());
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

  /** Something that is done to the disk, or to the program. */
  private interface Harm {
    void to(ChildJvm child) throws Exception;
  }

  /** The third checkpoint fails while it is harmed; once that is mended the rest is saved. */
  private void harmed(Harm harm, Harm mend, String expectedFailure) throws Exception {
    Path own = Files.createDirectory(folder.resolve("own"));
    try (ChildJvm child = start(own)) {
      begin(child, own);
      harm.to(child);
      permit(own, 3);
      child.awaitLine("^(durable|failed) 3", PATIENCE);
      mend.to(child);
      goOn(child, own, expectedFailure);
    }
  }

  @Test
  void shouldSaveAgainOnceTheDiskCanBeWrittenAgain() throws Exception {
    harmed(
        child -> Children.system("mount", "-o", "remount,ro", disk),
        child -> Children.system("mount", "-o", "remount,rw", disk),
        "Read-only file system");
  }

  @Test
  void shouldSaveAgainOnceTheFolderIsBackThatWasRenamed() throws Exception {
    harmed(
        child -> Files.move(disk.resolve("runs"), disk.resolve("elsewhere")),
        child -> Files.move(disk.resolve("elsewhere"), disk.resolve("runs")),
        "failed 3");
  }

  /** Another disk in the place of the first, empty, as when a file system is mounted too late. */
  @Test
  void shouldSaveAgainOnceTheDiskIsBack() throws Exception {
    harmed(
        child -> Children.system("mount", "-t", "tmpfs", "-o", "size=1m,mode=755", "tmpfs", disk),
        child -> Children.system("umount", "-l", disk),
        "failed 3");
  }

  @Test
  void shouldSaveAgainOnceThereAreFileDescriptors() throws Exception {
    harmed(child -> limitFiles(child, 3), child -> limitFiles(child, 1024), "Too many open files");
  }

  private static void limitFiles(ChildJvm child, int most) throws Exception {
    Children.system("prlimit", "--pid", child.processId(), "--nofile=" + most + ":");
  }
}
