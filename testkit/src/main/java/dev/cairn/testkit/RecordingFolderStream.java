/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/** The entries of a folder as recording paths. */
final class RecordingFolderStream implements DirectoryStream<Path> {
  private final List<Path> real;
  private final RecordingFileSystem fileSystem;
  private final Recorder recorder;
  private boolean taken;

  RecordingFolderStream(List<Path> real, RecordingFileSystem fileSystem, Recorder recorder) {
    this.real = real;
    this.recorder = recorder;
    this.fileSystem = fileSystem;
  }

  @Override
  public Iterator<Path> iterator() {
    if (taken) {
      throw new IllegalStateException("the entries of a folder can be gone through once");
    }
    taken = true;
    Iterator<Path> entries = real.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return entries.hasNext();
      }

      @Override
      public Path next() {
        try {
          recorder.requireRunning();
        } catch (IOException e) {
          throw new DirectoryIteratorException(e);
        }
        return fileSystem.wrap(entries.next());
      }
    };
  }

  @Override
  public void close() {
    taken = true;
  }
}
