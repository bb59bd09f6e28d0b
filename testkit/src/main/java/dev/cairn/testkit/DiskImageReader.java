/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads what a real folder holds, giving numbers to all of it; the folder itself gets the first.
 */
final class DiskImageReader {
  private final InodeNumbers inodes;
  private final Map<Long, Map<String, Long>> folders = new HashMap<>();
  private final Map<Long, Content> files = new HashMap<>();
  private final Map<Long, String> links = new HashMap<>();
  private final Map<Long, String> permissions = new HashMap<>();

  private DiskImageReader(InodeNumbers inodes) {
    this.inodes = inodes;
  }

  static DiskImage read(Path realFolder, InodeNumbers inodes) throws IOException {
    DiskImageReader reader = new DiskImageReader(inodes);
    reader.add(realFolder);
    return new DiskImage(reader.folders, reader.files, reader.links, reader.permissions);
  }

  private long add(Path real) throws IOException {
    PosixFileAttributes attributes =
        Files.readAttributes(real, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    long inode = inodes.of(real, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      links.put(inode, Files.readSymbolicLink(real).toString());
      return inode;
    }
    permissions.put(inode, PosixFilePermissions.toString(attributes.permissions()));
    if (attributes.isDirectory()) {
      folders.put(inode, entries(real));
    } else if (attributes.isRegularFile()) {
      files.put(inode, Content.of(Files.readAllBytes(real)));
    }
    return inode;
  }

  private Map<String, Long> entries(Path realFolder) throws IOException {
    Map<String, Long> entries = new TreeMap<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(realFolder)) {
      for (Path entry : stream) {
        entries.put(entry.getFileName().toString(), add(entry));
      }
    }
    return entries;
  }
}
