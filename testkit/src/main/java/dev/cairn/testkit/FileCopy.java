/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/** Copies by creating and writing, so that every part of it is recorded. */
record FileCopy(RecordedFolder recorded) {
  void copy(Path source, Path target, CopyOption... options) throws IOException {
    Set<CopyOption> chosen = Set.copyOf(Arrays.asList(options));
    PosixFileAttributes attributes = attributes(source, chosen);
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      if (Files.isSameFile(source, target)) {
        return;
      }
      makeWay(target, chosen);
    }
    create(source, target, attributes);
    if (chosen.contains(StandardCopyOption.COPY_ATTRIBUTES) && !attributes.isSymbolicLink()) {
      copyAttributes(target, attributes);
    }
  }

  /** What moving between two disks does: the target is not there all at once. */
  void copyInPlaceOfRename(Path source, Path target) throws IOException {
    copy(
        source,
        target,
        LinkOption.NOFOLLOW_LINKS,
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.COPY_ATTRIBUTES);
  }

  private static PosixFileAttributes attributes(Path source, Set<CopyOption> options)
      throws IOException {
    return options.contains(LinkOption.NOFOLLOW_LINKS)
        ? Files.readAttributes(source, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        : Files.readAttributes(source, PosixFileAttributes.class);
  }

  private void makeWay(Path target, Set<CopyOption> options) throws IOException {
    if (!options.contains(StandardCopyOption.REPLACE_EXISTING)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    new FolderChanges(recorded).delete(target);
  }

  private void create(Path source, Path target, PosixFileAttributes attributes) throws IOException {
    FolderChanges folders = new FolderChanges(recorded);
    FileAttribute<?> permissions = PosixFilePermissions.asFileAttribute(attributes.permissions());
    if (attributes.isDirectory()) {
      folders.createFolder(target, permissions);
    } else if (attributes.isSymbolicLink()) {
      folders.createSymbolicLink(target, Files.readSymbolicLink(source));
    } else {
      copyBytes(source, target, permissions);
    }
  }

  private void copyBytes(Path source, Path target, FileAttribute<?> permissions)
      throws IOException {
    OpenMode writing = OpenMode.of(Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    OpenMode reading = OpenMode.of(Set.of(StandardOpenOption.READ));
    Recorder recorder = recorded.recorder();
    try (FileChannel from = recorder.perform(new OpenStep(recorded, source, reading, false));
        FileChannel to =
            recorder.perform(new OpenStep(recorded, target, writing, false, permissions))) {
      to.transferFrom(from, 0, Long.MAX_VALUE);
    }
  }

  private void copyAttributes(Path target, PosixFileAttributes attributes) throws IOException {
    AttributeChanges changes = new AttributeChanges(recorded);
    changes.set(target, RecordedFolder.PERMISSIONS, attributes.permissions());
    changes.set(target, "basic:lastModifiedTime", attributes.lastModifiedTime());
  }
}
