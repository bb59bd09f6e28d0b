/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** What the parts of a recording file system share: the recorder, and how things are named. */
record RecordedFolder(Recorder recorder, Locations locations, InodeNumbers inodes) {
  static final String PERMISSIONS = "posix:permissions";

  /** The permissions of what is at the path, as operations show them. */
  static String permissions(Path real) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(real, LinkOption.NOFOLLOW_LINKS));
  }

  /** The permissions among the attributes for something new; empty if left to the system. */
  static String permissions(FileAttribute<?>... attributes) {
    for (FileAttribute<?> attribute : attributes) {
      if (attribute.name().equals(PERMISSIONS)) {
        return permissions(attribute.value());
      }
    }
    return "";
  }

  /** The permissions in the value of an attribute, which is a set of them. */
  static String permissions(Object value) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (Object permission : (Set<?>) value) {
      permissions.add((PosixFilePermission) permission);
    }
    return PosixFilePermissions.toString(permissions);
  }
}
