/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import dev.cairn.CheckpointSettingsException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the file of a map lies for the moment until it is open: from then on it has no name, so
 * that nothing of it is left however the process ends. It must be on this machine: a map is memory.
 *
 * <p>Immutable.
 */
final class LocalFolder {
  private static final Path MEMORY = Path.of("/dev/shm");
  private static final Path PROCESSES = Path.of("/proc");

  /** File systems that several machines share, as /proc/mounts names them. */
  private static final List<String> SHARED =
      List.of(
          "nfs",
          "nfs4",
          "lustre",
          "gpfs",
          "beegfs",
          "beegfs_nodev",
          "ceph",
          "cifs",
          "smb3",
          "smbfs",
          "afs",
          "pvfs2",
          "orangefs",
          "panfs",
          "9p",
          "ocfs2",
          "gfs2",
          "glusterfs",
          "wekafs",
          "fuse.sshfs",
          "fuse.glusterfs",
          "fuse.ceph",
          "fuse.juicefs",
          "fuse.s3fs",
          "daos");

  private static final Pattern LEFT_BEHIND =
      Pattern.compile("cairn-map-(\\d{1,9})-(\\d{1,18})-[0-9a-f]{12}");

  /** What is made in such a folder: the map, a stored one, one to compare with. */
  private static final List<String> FILES = List.of("map", "stored", "template");

  private static final Duration YOUNG = Duration.ofMinutes(10);

  /** The start of a process is told by a clock that may be set. */
  private static final long CLOCK_STEP_MILLIS = 2000;

  private final Path path;

  private LocalFolder(Path path) {
    this.path = path;
  }

  /** The folder that the program names, else memory, else the folder for temporary files. */
  static LocalFolder of(Optional<Path> wanted) throws IOException {
    Path path =
        wanted.orElseGet(
            () ->
                Files.isWritable(MEMORY) ? MEMORY : Path.of(System.getProperty("java.io.tmpdir")));
    Files.createDirectories(path);
    String type = Files.getFileStore(path).type();
    if (isShared(type)) {
      throw new CheckpointSettingsException(
          path
              + " is on a file system of several machines ("
              + type
              + "), where an off-heap map cannot be: two machines would not see the same. Name a local "
              + "folder with in(...), such as /dev/shm or the node's scratch");
    }
    return new LocalFolder(path);
  }

  static boolean isShared(String type) {
    return SHARED.contains(type.toLowerCase(Locale.ROOT));
  }

  Path path() {
    return path;
  }

  /** True where what lies there is memory of this job. */
  boolean isMemory() throws IOException {
    String type = Files.getFileStore(path).type();
    return type.equals("tmpfs") || type.equals("ramfs");
  }

  /** Bytes that are free there. */
  long free() throws IOException {
    return Files.getFileStore(path).getUsableSpace();
  }

  /** Makes a folder of our own for one file; what dead processes have left of that kind goes. */
  Path createRoom() throws IOException {
    removeLeftBehind();
    ProcessHandle self = ProcessHandle.current();
    String name =
        String.format(
            Locale.ROOT,
            "cairn-map-%d-%d-%012x",
            self.pid(),
            started(self),
            ThreadLocalRandom.current().nextLong() & 0xffff_ffff_ffffL);
    return Files.createDirectory(
        path.resolve(name),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** Removes such a folder with what this class's user makes; an open file stays without a name. */
  static void remove(Path room) throws IOException {
    for (String name : FILES) {
      Files.deleteIfExists(room.resolve(name));
    }
    Files.deleteIfExists(room);
  }

  /** What cannot be removed harms nobody but the space. */
  private void removeLeftBehind() {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(path, "cairn-map-*")) {
      for (Path folder : folders) {
        if (isLeftBehind(folder)) {
          remove(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // The next start tries again.
    }
  }

  /** Ours, a folder and no link to one, old, and of a process that has ended. */
  private static boolean isLeftBehind(Path folder) throws IOException {
    Matcher name = LEFT_BEHIND.matcher(String.valueOf(folder.getFileName()));
    if (!name.matches()) {
      return false;
    }
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    // A process of another container may look dead from here: what is young may be its.
    boolean old = found.lastModifiedTime().toInstant().isBefore(Instant.now().minus(YOUNG));
    return found.isDirectory()
        && old
        && found.owner().equals(Files.getOwner(PROCESSES.resolve("self")))
        && isDead(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
  }

  /** Only where processes can be looked up: elsewhere nobody is dead for certain. */
  private static boolean isDead(long pid, long startedAt) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return Files.isDirectory(PROCESSES.resolve("self"))
        && (process.isEmpty()
            || !process.get().isAlive()
            || (started(process.get()) != 0
                && Math.abs(started(process.get()) - startedAt) > CLOCK_STEP_MILLIS));
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
