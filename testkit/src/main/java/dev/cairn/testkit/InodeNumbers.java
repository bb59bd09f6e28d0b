/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for files, folders and links that are never used twice, unlike those of the disk, which
 * gives the number of a deleted file to the next one.
 */
final class InodeNumbers {
  private final Map<Object, Long> numbers = new HashMap<>();
  private long last;

  /** A number for something that does not exist yet; {@link #bind} tells what became of it. */
  synchronized long next() {
    last++;
    return last;
  }

  /** Says that what has just been made at the path has the number from now on. */
  synchronized void bind(Path real, long number) throws IOException {
    numbers.put(key(real, LinkOption.NOFOLLOW_LINKS), number);
  }

  /** The number of what is at the path; made up if it came from outside the recorder. */
  synchronized long of(Path real, LinkOption... options) throws IOException {
    return numbers.computeIfAbsent(key(real, options), key -> next());
  }

  private static Object key(Path real, LinkOption... options) throws IOException {
    Object key = Files.readAttributes(real, BasicFileAttributes.class, options).fileKey();
    if (key == null) {
      throw new UnsupportedOperationException("no file keys on the file system of " + real);
    }
    return key;
  }
}
