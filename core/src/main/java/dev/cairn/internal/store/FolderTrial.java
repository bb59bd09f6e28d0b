/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.CheckpointFolderException;
import dev.cairn.FolderProbe.Finding;
import dev.cairn.FolderProbe.Verdict;
import dev.cairn.Sharing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Tries what the commit protocol and the fence ask of a folder, in a folder of its own in it. Used
 * once, by one thread.
 */
public final class FolderTrial {
  private static final int FORCES = 20;
  private static final int PIECE = 1 << 20;
  private static final int PIECES = 64;
  private static final int RENAMES = 200;
  private static final long LITTLE_SPACE = 10L << 30;
  private static final long LARGE_SKEW_MILLIS = 2_000;

  /** Less than any disk, or battery-backed memory behind a bus, takes to answer. */
  private static final long HARDLY_FORCED_NANOS = 20_000;

  private static final long SLOW_FORCE_NANOS = 1_000_000_000;

  private final DurableFiles files = new DurableFiles(Sharing.PRIVATE);
  private final List<Finding> findings = new ArrayList<>();
  private final Path folder;
  private final Path room;

  /** Folders that we make, each before the one it is in. */
  private final List<Path> missing = new ArrayList<>();

  private FolderTrial(Path folder) {
    this.folder = folder;
    for (Path at = folder; at != null && !Files.exists(at); at = at.getParent()) {
      missing.add(at);
    }
    this.room = folder.resolve("probe-" + DurableFiles.nonce());
  }

  /** What one thing comes to. */
  private interface Trial {
    Finding run(String subject) throws IOException;
  }

  /**
   * Tries a folder.
   *
   * @param folder it; made if it is missing
   * @return what was found
   */
  public static List<Finding> run(Path folder) {
    Path absolute = folder.toAbsolutePath();
    FolderTrial trial = new FolderTrial(absolute);
    try {
      trial.all();
    } finally {
      trial.add("removing what was tried", trial::remove);
    }
    return trial.findings;
  }

  private void all() {
    add("place", this::place);
    add("folder", this::makeRoom);
    if (!Files.isDirectory(room)) {
      return;
    }
    add("kind of file system", this::kind);
    add("owner", this::owner);
    add("permissions", this::permissions);
    add("exclusive create", this::exclusiveCreate);
    add("claim of a folder", this::claim);
    add("rename in one step", this::rename);
    add("sealed folder", this::seal);
    add("hard links", this::link);
    add("force of a file", this::forceFile);
    add("force of a folder", this::forceFolder);
    add("speed", this::speed);
    add("past the page cache", this::direct);
    add("clock", this::clock);
    add("space", this::space);
  }

  private void add(String subject, Trial trial) {
    try {
      findings.add(trial.run(subject));
    } catch (IOException | RuntimeException e) {
      findings.add(unsafe(subject, "fails: " + e, "choose another folder"));
    }
  }

  private static Finding good(String subject, String found) {
    return new Finding(subject, Verdict.GOOD, found, "");
  }

  private static Finding mind(String subject, String found, String advice) {
    return new Finding(subject, Verdict.MIND, found, advice);
  }

  private static Finding unsafe(String subject, String found, String advice) {
    return new Finding(subject, Verdict.UNSAFE, found, advice);
  }

  private Finding place(String subject) throws IOException {
    try {
      new FolderSafety(Set.of()).checkPlace(folder);
      return good(subject, folder + ", where nobody else can put files in the place of ours");
    } catch (CheckpointFolderException e) {
      return unsafe(subject, e.getMessage(), "");
    }
  }

  private Finding makeRoom(String subject) throws IOException {
    files.createFolders(folder);
    files.createFolder(room);
    return good(subject, "can be written to");
  }

  private Finding kind(String subject) throws IOException {
    FileStore store = Files.getFileStore(room);
    String found = store.type() + " (" + store.name() + ")";
    return switch (store.type()) {
      case "tmpfs", "ramfs" ->
          unsafe(
              subject,
              found,
              "it is memory of this node, and lost with it; choose a folder on a disk");
      case "overlay" ->
          unsafe(
              subject,
              found,
              "it is the layer of a container, and lost with it; mount a folder of the host");
      case "nfs", "nfs4" ->
          mind(
              subject,
              found,
              "other nodes may see a new checkpoint some seconds late; it must not be mounted 'nolock,async' by the server");
      default -> good(subject, found);
    };
  }

  private Finding owner(String subject) throws IOException {
    return new FolderSafety(Set.of())
        .foreignOwner(room)
        .map(
            other ->
                unsafe(
                    subject,
                    "what we make belongs to " + other,
                    "the server maps users (root squash); run as a user whom it knows"))
        .orElseGet(() -> good(subject, "what we make is ours"));
  }

  private Finding permissions(String subject) throws IOException {
    if (!room.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return mind(subject, "this file system has none", "see that nobody else can reach it");
    }
    Path file = create("mode");
    Set<PosixFilePermission> found = Files.getPosixFilePermissions(file);
    Set<PosixFilePermission> ours =
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    return found.equals(ours)
        ? good(subject, "files are for us alone")
        : unsafe(
            subject,
            "a file made for us alone has " + found,
            "others may read or replace checkpoints here; choose another folder");
  }

  private Finding exclusiveCreate(String subject) throws IOException {
    create("exclusive");
    try {
      create("exclusive");
    } catch (FileAlreadyExistsException e) {
      return good(subject, "a name is given once");
    }
    return unsafe(
        subject,
        "the same new file was made twice",
        "two attempts could both own a run; choose another folder");
  }

  /** An attempt claims its room by a rename, which another's room of that name has to prevent. */
  private Finding claim(String subject) throws IOException {
    Path taken = roomOf("taken", (byte) 1);
    Path late = roomOf("late", (byte) 2);
    try {
      DurableFiles.rename(late, taken);
    } catch (IOException e) {
      if (Files.readAllBytes(taken.resolve(Names.OWNER))[0] == 1) {
        return good(subject, "is refused to whoever comes second");
      }
    }
    return unsafe(
        subject,
        "a folder took the place of another that was not empty",
        "two attempts could both own a run; choose another folder");
  }

  private Path roomOf(String name, byte owner) throws IOException {
    Path made = room.resolve(name);
    files.createFolder(made);
    write(made.resolve(Names.OWNER), owner);
    return made;
  }

  /** Whoever reads a name while it is being replaced has to see one file or the other. */
  private Finding rename(String subject) throws IOException {
    Path target = room.resolve("renamed");
    write(target, (byte) 0);
    for (int i = 1; i <= RENAMES; i++) {
      Path source = room.resolve("source-" + i);
      write(source, (byte) i);
      DurableFiles.rename(source, target);
      byte[] found = Files.readAllBytes(target);
      if (found.length != 1 || found[0] != (byte) i || Files.exists(source)) {
        return unsafe(
            subject, "after a rename the old file is still seen", "choose another folder");
      }
    }
    return good(subject, "and at once, " + RENAMES + " times");
  }

  private static void write(Path file, byte content) throws IOException {
    Files.write(file, new byte[] {content}, StandardOpenOption.CREATE_NEW);
  }

  /** A later attempt takes the right to write from the folder of the one before. */
  private Finding seal(String subject) throws IOException {
    Path sealed = room.resolve("sealed");
    files.createFolder(sealed);
    if (RunFolder.forbidWriting(sealed)) {
      return good(subject, "takes no more files");
    }
    return mind(
        subject,
        "takes files in spite of its mode, as it does from root",
        "an attempt that should be dead is kept off by the renamed folder alone; do not run as root");
  }

  private Finding link(String subject) throws IOException {
    Path file = create("linked");
    try {
      Files.createLink(room.resolve("link"), file);
      return good(subject, "can be made");
    } catch (IOException | UnsupportedOperationException e) {
      return mind(
          subject,
          "cannot be made: " + e,
          "the checkpoint that an attempt goes on from stays in the folder of the one before");
    }
  }

  private Finding forceFile(String subject) throws IOException {
    Path file = create("forced");
    long[] nanos = new long[FORCES];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FORCES; i++) {
        ByteBuffer bytes = ByteBuffer.allocate(4096).put(0, (byte) i);
        int unused = channel.write(bytes);
        long begun = System.nanoTime();
        channel.force(true);
        nanos[i] = System.nanoTime() - begun;
      }
    }
    return judged(subject, nanos);
  }

  private Finding forceFolder(String subject) throws IOException {
    long[] nanos = new long[FORCES];
    for (int i = 0; i < FORCES; i++) {
      create("named-" + i);
      long begun = System.nanoTime();
      DurableFiles.forceFolder(room);
      nanos[i] = System.nanoTime() - begun;
    }
    return judged(subject, nanos);
  }

  private static Finding judged(String subject, long[] nanos) {
    Arrays.sort(nanos);
    long median = nanos[nanos.length / 2];
    String found = String.format(Locale.ROOT, "takes %.2f ms", median / 1e6);
    if (median < HARDLY_FORCED_NANOS) {
      return mind(
          subject,
          found,
          "no disk is so fast: what is forced may be lost in a power cut, though not with the process");
    }
    return median > SLOW_FORCE_NANOS
        ? mind(subject, found, "checkpoints of a small state take several times that")
        : good(subject, found);
  }

  private Finding speed(String subject) throws IOException {
    Path file = create("large");
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
    for (int i = 0; i < PIECE; i += Long.BYTES) {
      piece.putLong(i, i * 0x9E37_79B9_7F4A_7C15L);
    }
    long begun = System.nanoTime();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (int i = 0; i < PIECES; i++) {
        FileBody.write(channel, piece.clear(), (long) i * PIECE);
      }
      channel.force(true);
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    return good(
        subject,
        String.format(
            Locale.ROOT, "%d MiB written and forced at %.0f MiB/s", PIECES, PIECES / seconds));
  }

  private Finding direct(String subject) throws IOException {
    Path file = create("direct");
    try {
      int unused = DirectAccess.alignment(file, WriteMethod.PIECE);
      DirectAccess.open(file, StandardOpenOption.WRITE).close();
      return good(subject, "files can be written");
    } catch (IOException e) {
      return good(
          subject, "files cannot be written, so that they go through it: " + e.getMessage());
    }
  }

  private Finding clock(String subject) throws IOException {
    long before = System.currentTimeMillis();
    long stamped = Files.getLastModifiedTime(create("clock")).toMillis();
    long skew = Math.max(before - stamped, stamped - System.currentTimeMillis());
    return skew < LARGE_SKEW_MILLIS
        ? good(subject, "that of the file system is ours")
        : mind(
            subject,
            String.format(Locale.ROOT, "that of the file system differs by %.1f s", skew / 1e3),
            "nothing depends on it but the times that people read");
  }

  private Finding space(String subject) throws IOException {
    FileStore store = Files.getFileStore(room);
    long usable = store.getUsableSpace();
    String found =
        String.format(
            Locale.ROOT,
            "%,d MiB of %,d MiB; a quota does not show here",
            usable >> 20,
            store.getTotalSpace() >> 20);
    return usable < LITTLE_SPACE
        ? mind(subject, found, "a run holds up to five checkpoints at a time")
        : good(subject, found);
  }

  private Path create(String name) throws IOException {
    Path file = room.resolve(name);
    files.createFile(file).close();
    return file;
  }

  private Finding remove(String subject) throws IOException {
    RunFolder.deleteTree(room);
    for (Path made : missing) {
      Files.deleteIfExists(made);
    }
    return good(subject, "leaves nothing");
  }
}
