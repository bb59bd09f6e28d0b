/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.capture;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the other processes of this machine take, or may take: of a JVM the heap that it was allowed
 * counts, since one not yet touched only looks free. Stateless but for where it looks.
 */
final class Neighbours {
  private static final int PAGE = 4096;
  private static final int LONGEST_STATM = 256;
  private static final Pattern PID = Pattern.compile("\\d{1,9}");
  private static final Pattern MAX_HEAP =
      Pattern.compile("-(?:Xmx|XX:MaxHeapSize=)(\\d{1,15})([kKmMgGtT]?)");
  private static final Pattern MAX_SHARE =
      Pattern.compile("-XX:MaxRAMPercentage=(\\d{1,3}(?:\\.\\d{1,9})?)");

  /** What a JVM takes for its heap where nobody says so. */
  private static final double DEFAULT_SHARE = 0.25;

  private final Path proc;
  private final long ownPid;

  Neighbours(Path proc, long ownPid) {
    this.proc = proc;
    this.ownPid = ownPid;
  }

  /** What all other processes have now, as far as they can be seen. */
  long resident() {
    long found = 0;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (PID.matcher(name).matches() && Long.parseLong(name) != ownPid) {
          found += resident(Long.parseLong(name));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Then nobody is seen.
    }
    return found;
  }

  /**
   * What processes within a limit may take of it.
   *
   * @param what as a person names it
   * @param limit its bytes
   * @param processes those within it; this one is left out
   */
  MemoryScope within(String what, long limit, Set<Long> processes) {
    long others = 0;
    int jvms = 0;
    for (long pid : processes) {
      if (pid == ownPid) {
        continue;
      }
      long taken = resident(pid);
      long heap = maxHeap(pid, limit);
      if (heap > 0) {
        jvms++;
        taken = Math.max(taken, heap + MemoryScope.BESIDE_HEAP);
      }
      others += taken;
    }
    return new MemoryScope(what, limit, others, jvms);
  }

  /** Of a machine with thousands of processes all are asked: this does as little as it can. */
  private long resident(long pid) {
    byte[] text = new byte[LONGEST_STATM];
    int length;
    try (FileInputStream file = new FileInputStream(proc.resolve(pid + "/statm").toFile())) {
      length = file.read(text);
    } catch (IOException e) {
      return 0;
    }
    int at = 0;
    while (at < length && text[at] != ' ') {
      at++;
    }
    long pages = 0;
    for (at++; at < length && Character.isDigit(text[at]); at++) {
      pages = pages * 10 + text[at] - '0';
    }
    return pages * PAGE;
  }

  /** What the heap of a JVM may grow to; 0 where the process is none. */
  private long maxHeap(long pid, long limit) {
    List<String> arguments = arguments(pid);
    if (arguments.isEmpty() || !arguments.get(0).matches("(.*/)?java")) {
      return 0;
    }
    long heap = (long) (limit * DEFAULT_SHARE);
    for (String argument : arguments) {
      Matcher size = MAX_HEAP.matcher(argument);
      Matcher share = MAX_SHARE.matcher(argument);
      if (size.matches()) {
        int unit = "kmgt".indexOf(size.group(2).toLowerCase(Locale.ROOT));
        int shift = size.group(2).isEmpty() ? 0 : 10 * (unit + 1);
        heap = Long.parseLong(size.group(1)) << shift;
      } else if (share.matches()) {
        heap = (long) (limit * Double.parseDouble(share.group(1)) / 100);
      }
    }
    return heap;
  }

  private List<String> arguments(long pid) {
    try {
      byte[] bytes = Files.readAllBytes(proc.resolve(pid + "/cmdline"));
      return bytes.length == 0
          ? List.of()
          : List.of(new String(bytes, StandardCharsets.ISO_8859_1).split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }
}
