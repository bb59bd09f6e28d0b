/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes an image into an empty real folder. */
final class DiskImageWriter {
  private final DiskImage image;
  private final Path folder;
  private final Map<Long, Path> written = new HashMap<>();

  private DiskImageWriter(DiskImage image, Path folder) {
    this.image = image;
    this.folder = folder;
  }

  static void write(DiskImage image, Path emptyFolder) throws IOException {
    requireEmpty(emptyFolder);
    new DiskImageWriter(image, emptyFolder).write();
  }

  private static void requireEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      if (entries.iterator().hasNext()) {
        throw new IllegalArgumentException("not empty: " + folder);
      }
    }
  }

  private void write() throws IOException {
    Map<String, Long> paths = image.paths();
    for (Map.Entry<String, Long> path : paths.entrySet()) {
      create(folder.resolve(path.getKey()), path.getValue());
    }
    // From the innermost outwards: nothing can be reached in a folder that was closed off.
    List<String> inward = new ArrayList<>(paths.keySet());
    Collections.reverse(inward);
    for (String path : inward) {
      setPermissions(folder.resolve(path), paths.get(path));
    }
    setPermissions(folder, DiskImage.ROOT);
  }

  private void create(Path path, long inode) throws IOException {
    if (image.isLink(inode)) {
      Files.createSymbolicLink(path, path.getFileSystem().getPath(image.links().get(inode)));
    } else if (!image.isFile(inode)) {
      Files.createDirectory(path);
    } else if (written.containsKey(inode)) {
      Files.createLink(path, written.get(inode));
    } else {
      Files.write(path, image.files().get(inode).toArray());
      written.put(inode, path);
    }
  }

  private void setPermissions(Path path, long inode) throws IOException {
    String permissions = image.permissions().getOrDefault(inode, "");
    if (!permissions.isEmpty() && !image.isLink(inode)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
  }
}
