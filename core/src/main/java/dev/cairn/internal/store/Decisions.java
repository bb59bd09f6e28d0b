/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What several JVMs decide: each subject once, in a file that is made complete under a name of its
 * own and then linked into place, which the file system refuses where one is there. Whoever comes
 * second obeys what is there.
 *
 * <p>Decisions bind those who are alive, and need not outlive a power cut: nothing is forced.
 *
 * <p>Thread-safe: it has no state but its path.
 */
public final class Decisions {
  private final DurableFiles files;
  private final Path folder;

  Decisions(DurableFiles files, Path folder) {
    this.files = files;
    this.folder = folder;
  }

  /**
   * The names of all that is decided or voted on. On NFS a look-up that has failed is remembered,
   * and a listing makes it forget that: list first, then {@link #find}.
   */
  public Set<String> list() throws IOException {
    return Catalog.list(folder);
  }

  /** Those among some names of which something is decided. */
  public static Set<String> subjectsIn(Set<String> names) {
    return names.stream()
        .filter(name -> !Names.isPending(name) && !Votes.isTopic(name))
        .collect(Collectors.toSet());
  }

  /** What was decided; empty where nothing is yet. */
  public Optional<String> find(String subject) throws IOException {
    try {
      return Optional.of(Files.readString(folder.resolve(subject)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Decides, unless somebody has.
   *
   * @param subject a plain file name
   * @param wanted what this caller wants
   * @return what is decided: that, or what somebody else has wanted
   * @throws IOException if it cannot be decided here
   */
  public String decide(String subject, String wanted) throws IOException {
    Path pending = folder.resolve(Names.pending(subject, DurableFiles.nonce()));
    Path decided = folder.resolve(subject);
    files.writeNew(pending, wanted);
    try {
      Files.createLink(decided, pending);
      return wanted;
    } catch (FileAlreadyExistsException e) {
      // Perhaps by ourselves: NFS may send a request twice, and tell the answer of the second.
      return Files.readString(decided);
    } catch (UnsupportedOperationException | FileSystemException e) {
      throw new IOException(
          folder
              + ": a second name for a file cannot be made there, by which several ranks decide ("
              + e
              + "); choose a folder on another file system with directory(...) or CAIRN_DIRECTORY",
          e);
    } finally {
      deleteQuietly(pending); // it is decided, whatever becomes of that
    }
  }

  /** Nobody asks for it any more. */
  public void forget(String subject) throws IOException {
    Files.deleteIfExists(folder.resolve(subject));
  }

  private static void deleteQuietly(Path pending) {
    try {
      Files.deleteIfExists(pending);
    } catch (IOException e) {
      // It goes with the attempt.
    }
  }
}
