/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Map;
import java.util.Set;

/** The view called basic, owner or posix of a file, by name the only difference between them. */
final class RecordingAttributeView implements PosixFileAttributeView {
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          BasicFileAttributeView.class,
          "basic",
          FileOwnerAttributeView.class,
          "owner",
          PosixFileAttributeView.class,
          "posix");

  private final String name;
  private final Path real;
  private final AttributeChanges changes;
  private final LinkOption[] options;

  RecordingAttributeView(String name, Path real, AttributeChanges changes, LinkOption... options) {
    this.name = name;
    this.real = real;
    this.changes = changes;
    this.options = options;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public PosixFileAttributes readAttributes() throws IOException {
    changes.recorded().recorder().requireRunning();
    return Files.readAttributes(real, PosixFileAttributes.class, options);
  }

  @Override
  public void setTimes(FileTime modified, FileTime accessed, FileTime created) throws IOException {
    setUnlessNull("basic:lastModifiedTime", modified);
    setUnlessNull("basic:lastAccessTime", accessed);
    setUnlessNull("basic:creationTime", created);
  }

  private void setUnlessNull(String attribute, FileTime time) throws IOException {
    if (time != null) {
      changes.set(real, attribute, time, options);
    }
  }

  @Override
  public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
    changes.set(real, RecordedFolder.PERMISSIONS, permissions, options);
  }

  @Override
  public void setGroup(GroupPrincipal group) throws IOException {
    changes.set(real, "posix:group", group, options);
  }

  @Override
  public UserPrincipal getOwner() throws IOException {
    return readAttributes().owner();
  }

  @Override
  public void setOwner(UserPrincipal owner) throws IOException {
    changes.set(real, "posix:owner", owner, options);
  }

  /** The view that a class of the library stands for, or null if it is none that is recorded. */
  static <V> V of(Class<V> type, Path real, AttributeChanges changes, LinkOption... options) {
    String name = NAMES.get(type);
    return name == null
        ? null
        : type.cast(new RecordingAttributeView(name, real, changes, options));
  }
}
