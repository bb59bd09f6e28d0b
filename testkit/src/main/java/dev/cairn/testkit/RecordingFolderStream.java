/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;

/** The entries of a folder as recording paths. */
final class RecordingFolderStream implements DirectoryStream<Path> {
  private final DirectoryStream<Path> delegate;
  private final RecordingFileSystem fileSystem;

  RecordingFolderStream(DirectoryStream<Path> delegate, RecordingFileSystem fileSystem) {
    this.delegate = delegate;
    this.fileSystem = fileSystem;
  }

  @Override
  public Iterator<Path> iterator() {
    Iterator<Path> entries = delegate.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Path next() {
        return fileSystem.wrap(entries.next());
      }
    };
  }

  @Override
  public void close() throws IOException {
    delegate.close();
  }
}
