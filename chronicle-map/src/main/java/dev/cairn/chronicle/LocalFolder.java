/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.chronicle;

import dev.cairn.CheckpointSettingsException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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

  private static final Pattern LEFT_BEHIND = Pattern.compile("cairn-map-(\\d+)-(\\d+)-[0-9a-f]+");

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

  /** Removes such a folder; a file that is open in it stays without a name. */
  static void remove(Path room) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(room)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(room);
  }

  private void removeLeftBehind() throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(path, "cairn-map-*")) {
      for (Path folder : folders) {
        Matcher name = LEFT_BEHIND.matcher(String.valueOf(folder.getFileName()));
        if (name.matches() && isDead(Long.parseLong(name.group(1)), name.group(2))) {
          removeQuietly(folder);
        }
      }
    }
  }

  private static void removeQuietly(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      // Another user's: that user's next start removes it.
    }
  }

  /** Only where processes can be looked up: elsewhere nobody is dead for certain. */
  private static boolean isDead(long pid, String startedAt) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return Files.isDirectory(PROCESSES.resolve("self"))
        && (process.isEmpty()
            || !process.get().isAlive()
            || (started(process.get()) != 0
                && started(process.get()) != Long.parseLong(startedAt)));
  }

  private static long started(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
