/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Names real paths as operations do: relative to the recorded folder, without symbolic links on the
 * way, so that one place has one name in a trace.
 */
final class Locations {
  /** As many as Linux follows. */
  private static final int MOST_LINKS = 40;

  private final Path root;

  /** Takes the real path of the recorded folder. */
  Locations(Path root) {
    this.root = root;
  }

  /** The name of the entry itself, even if it is a symbolic link. */
  String ofEntry(Path real) throws IOException {
    return relative(entry(real));
  }

  /** The name of what is meant: a symbolic link is followed, also one that leads nowhere yet. */
  String ofTarget(Path real) throws IOException {
    return relative(target(real));
  }

  /** One or the other, as the options of {@link Files} say. */
  String of(Path real, LinkOption... options) throws IOException {
    return Arrays.asList(options).contains(LinkOption.NOFOLLOW_LINKS)
        ? ofEntry(real)
        : ofTarget(real);
  }

  /** For reading, which is allowed outside the recorded folder too: the full path there. */
  String ofReadable(Path real) throws IOException {
    Path target = real.toRealPath();
    return target.startsWith(root) ? relative(target) : target.toString();
  }

  private String relative(Path canonical) throws IOException {
    if (!canonical.startsWith(root)) {
      throw new FileSystemException(
          canonical.toString(), null, "outside the recorded folder " + root);
    }
    return root.relativize(canonical).toString().replace(root.getFileSystem().getSeparator(), "/");
  }

  private static Path target(Path real) throws IOException {
    Path place = real;
    for (int links = 0; links < MOST_LINKS; links++) {
      if (Files.exists(place)) {
        return place.toRealPath();
      }
      if (!Files.isSymbolicLink(place)) {
        return entry(place);
      }
      place = place.resolveSibling(Files.readSymbolicLink(place));
    }
    throw new FileSystemException(real.toString(), null, "Too many levels of symbolic links");
  }

  private static Path entry(Path real) throws IOException {
    Path absolute = real.toAbsolutePath();
    Path parent = absolute.getParent();
    if (parent == null || absolute.endsWith(".") || absolute.endsWith("..")) {
      return absolute.toRealPath();
    }
    return realFolder(parent, real).resolve(absolute.getFileName());
  }

  private static Path realFolder(Path folder, Path wanted) throws IOException {
    try {
      return folder.toRealPath();
    } catch (NoSuchFileException e) {
      // The file system itself would name the file that was asked for, not its folder.
      throw withCause(new NoSuchFileException(wanted.toString()), e);
    }
  }

  private static <E extends IOException> E withCause(E exception, Exception cause) {
    exception.initCause(cause);
    return exception;
  }
}
