/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The entries of a folder as recording paths. */
final class RecordingFolderStream implements DirectoryStream<Path> {
  private final List<Path> real;
  private final RecordingFileSystem fileSystem;
  private boolean taken;

  RecordingFolderStream(List<Path> real, RecordingFileSystem fileSystem) {
    this.real = real;
    this.fileSystem = fileSystem;
  }

  @Override
  public Iterator<Path> iterator() {
    if (taken) {
      throw new IllegalStateException("the entries of a folder can be gone through once");
    }
    taken = true;
    return real.stream().map(fileSystem::wrap).iterator();
  }

  @Override
  public void close() {
    taken = true;
  }
}
