/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.Sharing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The operations the store is made of, and what it asks of a file system: a file created with
 * CREATE_NEW is nobody else's; a forced file's bytes survive a power cut; a rename within a file
 * system is all or nothing; a name survives once its folder is forced.
 *
 * <p>Immutable; used by any thread.
 */
public final class DurableFiles {
  private static final String UNIX_MODE = "unix:mode";
  private static final int ALL_RIGHTS = 0777;

  private final Sharing sharing;

  /**
   * Creates the operations.
   *
   * @param sharing which modes new folders and files are given
   */
  public DurableFiles(Sharing sharing) {
    this.sharing = sharing;
  }

  /**
   * Operations that give others the rights that they have to a folder already.
   *
   * @param folder the folder of a run
   */
  public static DurableFiles like(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new DurableFiles(Sharing.PRIVATE);
    }
    Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder);
    if (rights.contains(PosixFilePermission.GROUP_WRITE)) {
      return new DurableFiles(Sharing.GROUP);
    }
    return new DurableFiles(
        rights.contains(PosixFilePermission.GROUP_READ) ? Sharing.GROUP_READ : Sharing.PRIVATE);
  }

  /** A name part that no other attempt uses. */
  public static String nonce() {
    return String.format(
        Locale.ROOT, "%012x", ThreadLocalRandom.current().nextLong() & 0xffff_ffff_ffffL);
  }

  /**
   * Creates one folder and makes its name durable.
   *
   * @param folder the folder; its parent exists
   * @throws FileAlreadyExistsException if it exists
   * @throws IOException if it cannot be created
   */
  public void createFolder(Path folder) throws IOException {
    try {
      Files.createDirectory(folder, attributes(folder, sharing.folderMode()));
    } catch (java.nio.file.AccessDeniedException e) {
      if (Files.exists(folder)) {
        // Lustre may say EACCES for a folder that exists (LU-6528).
        throw new FileAlreadyExistsException(folder.toString());
      }
      throw e;
    }
    widen(folder, sharing.folderMode());
    forceFolder(parentOf(folder)); // guard: force-new-folder
  }

  /** Creates a folder and all its missing parents, each made durable. */
  public void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    createFolders(parentOf(folder));
    try {
      createFolder(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
    }
  }

  /** Opens a new file that nobody had before. */
  FileChannel createFile(Path file) throws IOException {
    return createFile(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  /** As {@link #createFile}, to be read as well. */
  FileChannel createReadableFile(Path file) throws IOException {
    return createFile(
        file,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ));
  }

  private FileChannel createFile(Path file, Set<StandardOpenOption> options) throws IOException {
    FileChannel channel = FileChannel.open(file, options, attributes(file, sharing.fileMode()));
    try {
      widen(file, sharing.fileMode());
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Writes a small text file so that it is there whole or not at all.
   *
   * @param file the final name; an existing file is replaced
   * @param text the content
   * @throws IOException if it cannot be written; the earlier content is then untouched
   */
  public void writeText(Path file, String text) throws IOException {
    Path pending = file.resolveSibling(Names.pending(nameOf(file), nonce()));
    writeTextBy(pending, file, text, true);
    forceFolder(parentOf(file));
  }

  /**
   * Writes a small text for people: whole or not at all, but not forced. The pending file lies in a
   * folder of the writer's own, so that a fenced writer can no longer replace the text.
   */
  void writeStatus(Path ownFolder, Path file, String text) throws IOException {
    writeTextBy(ownFolder.resolve(Names.pending(nameOf(file), nonce())), file, text, false);
  }

  /** Writes a new file that is not forced; nobody reads it before this has returned. */
  void writeNew(Path file, String text) throws IOException {
    writeNew(file, text, false);
  }

  private void writeNew(Path file, String text, boolean force) throws IOException {
    try (FileChannel channel = createFile(file)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      if (force) {
        channel.force(true);
      }
    }
  }

  private void writeTextBy(Path pending, Path file, String text, boolean force) throws IOException {
    try {
      writeNew(pending, text, force);
      Files.move(pending, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      deleteQuietly(pending, e);
      throw e;
    }
  }

  /** Makes the names in a folder durable. */
  static void forceFolder(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Renames, and knows the answer of NFS to a rename that was sent twice: no such file, although it
   * has succeeded. What bears the new name must be the very same then: it may as well be that
   * somebody has taken the old name away.
   */
  static void rename(Path from, Path to) throws IOException {
    Object key = keyOf(from);
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      boolean isDone = key != null && Files.exists(to) && key.equals(keyOf(to));
      if (!isDone) { // guard: rename-of-another
        throw e;
      }
    }
  }

  /** What tells a file from all others while it exists; null where nothing does. */
  static Object keyOf(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  static void deleteQuietly(Path file, Throwable reason) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException | RuntimeException e) {
      reason.addSuppressed(e);
    }
  }

  static Path parentOf(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new NoSuchFileException(path.toString(), null, "has no parent folder");
    }
    return parent;
  }

  static String nameOf(Path path) {
    Path name = path.getFileName();
    return name == null ? path.toString() : name.toString();
  }

  private static FileAttribute<?>[] attributes(Path path, String mode) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }

  /**
   * The umask may have taken rights from what we have just made. The whole mode is written, since a
   * chmod with the nine bits alone would drop an inherited setgid.
   */
  private static void widen(Path made, String mode) throws IOException {
    if (!made.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    int found = unixMode(made);
    int wanted = found | bits(PosixFilePermissions.fromString(mode));
    if (wanted != found) {
      try {
        Files.setAttribute(made, UNIX_MODE, wanted & 07777);
      } catch (FileSystemException e) {
        // A mount that gives rights of its own; what they are is said when the run is opened.
      }
    }
  }

  /**
   * The rights of a folder that this has made, where they are others than it was given.
   *
   * @param folder the folder
   */
  public Optional<String> otherRights(Path folder) throws IOException {
    if (!folder.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return Optional.of("unknown");
    }
    int found = unixMode(folder) & ALL_RIGHTS;
    Set<PosixFilePermission> wanted = PosixFilePermissions.fromString(sharing.folderMode());
    return found == bits(wanted)
        ? Optional.empty()
        : Optional.of(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
  }

  static int unixMode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, UNIX_MODE);
  }

  private static int bits(Set<PosixFilePermission> permissions) {
    int bits = 0;
    for (PosixFilePermission permission : permissions) {
      bits |=
          switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 0040;
            case GROUP_WRITE -> 0020;
            case GROUP_EXECUTE -> 0010;
            case OTHERS_READ -> 0004;
            case OTHERS_WRITE -> 0002;
            case OTHERS_EXECUTE -> 0001;
          };
    }
    return bits;
  }
}
