/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names beside an output: its parts, what is in the making, what lay there before.
 *
 * <pre>
 *   results.csv   results.csv.part-0002      the whole: cat results.csv results.csv.part-*
 *   results.csv.pending-NONCE                in the making
 *   results.csv.before-NONCE                 what lay there and belongs to no checkpoint
 *   results.csv.before-NONCE.part-0002       a part of such
 * </pre>
 *
 * <p>Used by one thread at a time.
 */
final class OutputNames {
  private static final String GZIP = ".gz";
  private static final int MOST_LINKS = 40;

  /** At the end of a name, whatever is before. */
  private static final Pattern PART = Pattern.compile("\\.part-(\\d{4,6})(\\.gz)?$");

  private final OutputFiles.Mover mover;
  private final Consumer<String> notes;

  OutputNames(OutputFiles.Mover mover, Consumer<String> notes) {
    this.mover = mover;
    this.notes = notes;
  }

  /** Where a part lies; the first bears the name of the output itself. */
  static Path partOf(Path output, int number) {
    if (number == 1) {
      return output;
    }
    String name = DurableFiles.nameOf(output);
    String end = name.endsWith(GZIP) ? GZIP : "";
    String stem = name.substring(0, name.length() - end.length());
    return output.resolveSibling(String.format(Locale.ROOT, "%s.part-%04d%s", stem, number, end));
  }

  /**
   * The file itself, whatever links lead to it, whether it is there or not. Folders that are
   * missing are made, durably.
   *
   * @throws IOException if it is something else than a file
   */
  static Path follow(Path path) throws IOException {
    Path file = path.toAbsolutePath();
    for (int links = 0; Files.isSymbolicLink(file); links++) {
      if (links == MOST_LINKS) {
        throw new IOException(path + " is a link that leads nowhere");
      }
      file = DurableFiles.parentOf(file).resolve(Files.readSymbolicLink(file));
    }
    Path folder = DurableFiles.parentOf(file);
    createFolders(folder);
    Path real = folder.toRealPath().resolve(DurableFiles.nameOf(file));
    if (Files.exists(real, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(real + " is no plain file; an output needs one of its own");
    }
    return real;
  }

  private static void createFolders(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path parent = DurableFiles.parentOf(folder);
    createFolders(parent);
    Files.createDirectories(folder);
    DurableFiles.forceFolder(parent); // guard: force-output-parents
  }

  /** A name beside it for what is in the making; what a killed attempt has left of that goes. */
  Path pendingFor(Path file) throws IOException {
    mover.check();
    String name = DurableFiles.nameOf(file);
    Pattern left = Pattern.compile(Pattern.quote(Names.pending(name, "")) + "[0-9a-f]{12}");
    for (String found : Catalog.list(DurableFiles.parentOf(file))) {
      if (left.matcher(found).matches()) {
        Files.deleteIfExists(file.resolveSibling(found));
      }
    }
    return file.resolveSibling(Names.pending(name, DurableFiles.nonce()));
  }

  /**
   * Gives another name to what lies at a new output's name, and to all parts after it. Nothing of a
   * user is overwritten.
   *
   * @param output the output
   * @param kept how many parts stay
   */
  void setAside(Path output, int kept) throws IOException {
    String nonce = DurableFiles.nonce();
    for (var part : partsAfter(output, kept).entrySet()) {
      String suffix = part.getKey() == 1 ? "" : String.format(".part-%04d", part.getKey());
      Path before =
          output.resolveSibling(DurableFiles.nameOf(output) + ".before-" + nonce + suffix);
      if (part.getKey() == 1) {
        keepAs(part.getValue(), before);
      } else {
        mover.check();
        DurableFiles.rename(part.getValue(), before);
      }
      notes.accept(
          part.getValue() + " was there before and belongs to no checkpoint; it is now " + before);
    }
    DurableFiles.forceFolder(DurableFiles.parentOf(output)); // guard: force-before
  }

  /** A second name does no harm, whoever gives it; the first goes to what replaces it. */
  private void keepAs(Path file, Path before) throws IOException {
    try {
      Files.createLink(before, file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      mover.check();
      DurableFiles.rename(file, before);
    }
  }

  /**
   * What there is of an output from a number on, the last first; an empty first part is nothing.
   */
  private static SortedMap<Integer, Path> partsAfter(Path output, int kept) throws IOException {
    SortedMap<Integer, Path> parts = new TreeMap<>(Collections.reverseOrder());
    if (kept == 0 && Files.exists(output) && Files.size(output) > 0) {
      parts.put(1, output);
    }
    for (String name : Catalog.list(DurableFiles.parentOf(output))) {
      Matcher found = PART.matcher(name);
      int number = found.find() ? Integer.parseInt(found.group(1)) : 0;
      if (number > Math.max(kept, 1)
          && output.resolveSibling(name).equals(partOf(output, number))) {
        parts.put(number, output.resolveSibling(name));
      }
    }
    return parts;
  }
}
