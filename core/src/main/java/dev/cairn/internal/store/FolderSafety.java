/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import dev.cairn.CheckpointFolderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a folder may hold checkpoints: parents may be anyone's and group-writable, as project
 * folders are, but nobody unknown may be able to put files of his own in the place of ours.
 *
 * <p>Immutable; it only looks.
 */
public final class FolderSafety {
  private static final int OTHERS_WRITE = 0002;
  private static final int STICKY = 01000;
  private static final Path SELF = Path.of("/proc/self");

  private final Set<String> trusted;

  /**
   * Creates the check.
   *
   * @param trusted names of further users whose runs may be resumed
   */
  public FolderSafety(Set<String> trusted) {
    this.trusted = Set.copyOf(trusted);
  }

  /**
   * Checks a folder and all its parents; what is missing is checked by its nearest parent.
   *
   * @param folder where checkpoints are to be
   * @throws CheckpointFolderException if others could replace what is in it, or it is no folder
   * @throws IOException if it cannot be looked at
   */
  public void checkPlace(Path folder) throws IOException {
    Path existing = folder.toAbsolutePath().normalize();
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null
        || !existing.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      return;
    }
    if (!Files.isDirectory(existing)) {
      throw new CheckpointFolderException(
          existing
              + " is a file, a folder was expected; name another with directory(...) or "
              + "CAIRN_DIRECTORY");
    }
    for (Path at = existing.toRealPath(); at != null; at = at.getParent()) {
      if (mayReplaceIn(at, OTHERS_WRITE)) {
        throw new CheckpointFolderException(
            at
                + " can be written by everybody and has no sticky bit, so anybody could replace the "
                + "checkpoints in "
                + folder
                + "; remove the right (chmod o-w) or choose another "
                + "folder with directory(...) or CAIRN_DIRECTORY");
      }
    }
  }

  /**
   * Checks who made something that is going to be read.
   *
   * @param path a run's folder or a checkpoint
   * @throws CheckpointFolderException if it is neither ours nor of a trusted user
   * @throws IOException if it cannot be looked at
   */
  public void checkOwner(Path path) throws IOException {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Optional<String> foreign = foreignOwner(path);
    if (foreign.isPresent()) {
      throw new CheckpointFolderException(
          path
              + " belongs to "
              + foreign.get()
              + ", not to "
              + ourName()
              + "; if that user's runs "
              + "may be resumed, say so with trust(\""
              + foreign.get()
              + "\") or CAIRN_TRUST, and let that user share it with share(GROUP); else give this "
              + "run another name(...)");
    }
  }

  /** The owner, where that is neither we nor somebody trusted. */
  public Optional<String> foreignOwner(Path path) throws IOException {
    UserPrincipal owner = Files.getOwner(path, LinkOption.NOFOLLOW_LINKS);
    boolean known = owner.getName().equals(ourName()) || trusted.contains(owner.getName());
    return known ? Optional.empty() : Optional.of(owner.getName());
  }

  /**
   * True where those whose right to write is among some bits may put files of their own in the
   * place of others.
   */
  static boolean mayReplaceIn(Path folder, int whose) throws IOException {
    int mode = DurableFiles.unixMode(folder);
    return (mode & whose) != 0 && (mode & STICKY) == 0;
  }

  /** True where we are the owner. */
  static boolean isOurs(Path path) throws IOException {
    return Files.getOwner(path).getName().equals(ourName());
  }

  /** The nearest folder that is there, with its owner and rights, and who we are: for a message. */
  public static String describeNearest(Path folder) {
    Path at = folder.toAbsolutePath();
    while (at != null && !Files.exists(at)) {
      at = at.getParent();
    }
    try {
      if (at == null || !at.getFileSystem().supportedFileAttributeViews().contains("posix")) {
        return "";
      }
      PosixFileAttributes found = Files.readAttributes(at, PosixFileAttributes.class);
      return " ("
          + at
          + " is "
          + PosixFilePermissions.toString(found.permissions())
          + " and belongs to "
          + found.owner().getName()
          + ":"
          + found.group().getName()
          + "; this program runs as "
          + ourName()
          + ")";
    } catch (IOException e) {
      return "";
    }
  }

  private static String ourName() throws IOException {
    // A container may have no name for our user; /proc knows its number all the same.
    return Files.exists(SELF) ? Files.getOwner(SELF).getName() : System.getProperty("user.name");
  }
}
