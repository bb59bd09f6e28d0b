/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;

/**
 * A path of a {@link RecordingFileSystem}: a real path, with the same text, that leads to another
 * provider. {@code toFile} is left to the interface, which refuses paths that are not of the
 * default file system.
 */
final class RecordingPath implements Path {
  private final RecordingFileSystem fileSystem;
  private final Path real;

  RecordingPath(RecordingFileSystem fileSystem, Path real) {
    this.fileSystem = fileSystem;
    this.real = real;
  }

  Path real() {
    return real;
  }

  private Path wrap(Path other) {
    return other == null ? null : new RecordingPath(fileSystem, other);
  }

  private boolean isSibling(Path other) {
    return other instanceof RecordingPath that && that.fileSystem == fileSystem;
  }

  private Path unwrap(Path other) {
    if (other instanceof RecordingPath that && that.fileSystem == fileSystem) {
      return that.real;
    }
    throw new ProviderMismatchException("not a path of this recording file system: " + other);
  }

  @Override
  public FileSystem getFileSystem() {
    return fileSystem;
  }

  @Override
  public boolean isAbsolute() {
    return real.isAbsolute();
  }

  @Override
  public Path getRoot() {
    return wrap(real.getRoot());
  }

  @Override
  public Path getFileName() {
    return wrap(real.getFileName());
  }

  @Override
  public Path getParent() {
    return wrap(real.getParent());
  }

  @Override
  public int getNameCount() {
    return real.getNameCount();
  }

  @Override
  public Path getName(int index) {
    return wrap(real.getName(index));
  }

  @Override
  public Path subpath(int beginIndex, int endIndex) {
    return wrap(real.subpath(beginIndex, endIndex));
  }

  @Override
  public boolean startsWith(Path other) {
    return isSibling(other) && real.startsWith(unwrap(other));
  }

  @Override
  public boolean endsWith(Path other) {
    return isSibling(other) && real.endsWith(unwrap(other));
  }

  @Override
  public Path normalize() {
    return wrap(real.normalize());
  }

  @Override
  public Path resolve(Path other) {
    return wrap(real.resolve(unwrap(other)));
  }

  @Override
  public Path relativize(Path other) {
    return wrap(real.relativize(unwrap(other)));
  }

  /** Tells paths of different recordings apart; no provider is registered for its scheme. */
  @Override
  public URI toUri() {
    return URI.create(
        RecordingProvider.SCHEME + "://" + fileSystem.name() + real.toUri().getRawPath());
  }

  @Override
  public Path toAbsolutePath() {
    return wrap(real.toAbsolutePath());
  }

  @Override
  public Path toRealPath(LinkOption... options) throws IOException {
    fileSystem.recorder().requireRunning();
    return wrap(real.toRealPath(options));
  }

  @Override
  public WatchKey register(
      WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
    throw new UnsupportedOperationException("watching a recorded folder");
  }

  @Override
  public int compareTo(Path other) {
    return real.compareTo(((RecordingPath) other).real);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordingPath that
        && that.fileSystem == fileSystem
        && that.real.equals(real);
  }

  @Override
  public int hashCode() {
    return real.hashCode();
  }

  @Override
  public String toString() {
    return real.toString();
  }
}
