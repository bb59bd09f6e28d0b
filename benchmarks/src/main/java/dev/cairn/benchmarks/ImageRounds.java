/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Images of a program that holds a state and does nothing but to look how long its iterations take:
 * each gap of some length is told to a file, which the one who takes the images reads.
 */
final class ImageRounds {
  private static final int ROUNDS = 5;
  private static final long LONG_GAP_NANOS = 20_000_000;
  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private final ProcessImages way;
  private final Path folder;
  private final Path gaps;

  private ImageRounds(ProcessImages way, Path folder) {
    this.way = way;
    this.folder = folder;
    this.gaps = folder.resolve("gaps");
  }

  /** The program. */
  static void hold(Object state, Path folder) throws IOException {
    Path gaps = folder.resolve("gaps");
    tell(gaps, 0);
    long last = System.nanoTime();
    while (state != null) {
      long now = System.nanoTime();
      if (now - last > LONG_GAP_NANOS) {
        tell(gaps, now - last);
        now = System.nanoTime();
      }
      last = now;
    }
  }

  private static void tell(Path gaps, long nanos) throws IOException {
    Files.writeString(gaps, nanos + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /**
   * Takes images of a program, and restarts it from the last one.
   *
   * @param way who takes them
   * @param folder where they go
   * @param program the command
   * @return a line of figures, or why there are none
   */
  static String measure(ProcessImages way, Path folder, List<String> program)
      throws InterruptedException {
    try {
      return new ImageRounds(way, folder).measure(program);
    } catch (IOException | UncheckedIOException e) {
      return "fails: " + e.getMessage();
    }
  }

  private String measure(List<String> program) throws IOException, InterruptedException {
    Series pauses = new Series();
    Series taken = new Series();
    List<String> command = new ArrayList<>(way.launch(folder));
    command.addAll(program);
    Process process = start(command);
    try {
      long seen = awaitGap(0);
      for (int round = 0; round < ROUNDS; round++) {
        long begun = System.nanoTime();
        way.take(folder, process);
        taken.add((System.nanoTime() - begun) / 1e6);
        awaitGap(seen);
        pauses.add(longest(seen) / 1e6);
        seen = told().size();
      }
      way.end(folder, process);
    } finally {
      kill(process);
    }
    long bytes = 0;
    for (Path image : ProcessImages.images(folder)) {
      bytes += Files.size(image);
    }
    return String.format(
        Locale.ROOT,
        "%s | %7.0f | %8.1f | %.0f ms",
        pauses,
        taken.median(),
        bytes / 1e6,
        restart() / 1e6);
  }

  private long restart() throws IOException, InterruptedException {
    long seen = told().size();
    long begun = System.nanoTime();
    Process process = start(way.restart(folder));
    try {
      awaitGap(seen);
      long nanos = System.nanoTime() - begun;
      way.end(folder, process);
      return nanos;
    } finally {
      kill(process);
    }
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectOutput(folder.resolve("output.log").toFile())
        .start();
  }

  private static void kill(Process process) throws InterruptedException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    boolean unused = process.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
  }

  /** Returns once more was told than before, and how much. */
  private long awaitGap(long seen) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (told().size() <= seen) {
      if (System.nanoTime() - begun > PATIENCE_NANOS) {
        throw new IOException("the program says nothing");
      }
      Thread.sleep(2);
    }
    return told().size();
  }

  private List<String> told() throws IOException {
    return Files.exists(gaps) ? Files.readAllLines(gaps) : List.of();
  }

  private double longest(long seen) throws IOException {
    return told().stream().skip(seen).mapToLong(Long::parseLong).max().orElseThrow();
  }
}
