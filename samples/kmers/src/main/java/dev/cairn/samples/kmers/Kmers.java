/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.kmers;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.chronicle.OffHeapMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Counts the canonical k-mers of FASTA or FASTQ data. It is resumed at the byte of the input that
 * it had come to, also in the middle of a record.
 */
public final class Kmers {
  private static final int CHUNK = 1 << 14;

  private Kmers() {}

  /**
   * Runs the program.
   *
   * @param args {@code [-k length] [--repeat times] [--seed s] [--off-heap kmers] [input] [-o
   *     histogram]}
   * @throws IOException if the input cannot be read or the histogram cannot be written
   */
  public static void main(String[] args) throws IOException {
    Settings settings = settings(args);
    CheckpointBuilder builder = Checkpoint.configure().parameters(settings.input().fingerprint());
    Optional<OffHeapMap<Long, Integer>> map =
        settings.offHeap().map(kmers -> OffHeapMap.of(Long.class, Integer.class, kmers));
    map.ifPresent(outside -> builder.include("counts", outside));
    try (Checkpoint<KmerCounter> run =
        builder.resumeOrStart(() -> new KmerCounter(settings.k(), settings.seed()))) {
      KmerCounts counts =
          map.isPresent() ? new OffHeapTable(map.get()) : run.register("counts", KmerTable::new);
      KmerCounter counter = run.state();
      Progress progress = new Progress("reading", settings.repeat());
      while (counter.reading() < settings.repeat()
          && read(counter, counts, settings.input(), run)) {
        progress.show(counter.reading());
        run.progress(counter.reading(), settings.repeat());
      }
      if (run.isStopping()) {
        System.exit(run.exitCode()); // stopped early: saved, not finished
      }
      if (settings.histogram().isPresent()) {
        write(counts, settings.histogram().get());
      }
      System.out.println("result: " + result(settings.k(), counts, counter.total()));
      run.complete();
    }
  }

  /** Reads from where the counter is to the end of the input; false where it was told to stop. */
  private static boolean read(
      KmerCounter counter, KmerCounts counts, Input input, Checkpoint<?> run) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (InputStream stream = input.openAt(counter.offset())) {
      while (run.safepoint()) {
        int length = stream.read(chunk);
        if (length < 0) {
          counter.endReading();
          return true;
        }
        counter.count(chunk, length, counts);
      }
    }
    return false;
  }

  private static void write(KmerCounts table, Path file) throws IOException {
    StringBuilder lines = new StringBuilder("multiplicity\tkmers\n");
    table
        .histogram()
        .forEach((count, kmers) -> lines.append(count).append('\t').append(kmers).append('\n'));
    Files.writeString(file, lines);
  }

  private static String result(int k, KmerCounts counts, long total) {
    return String.format(
        "k=%d distinct=%d total=%d digest=%s", k, counts.distinct(), total, counts.digest());
  }

  private static Settings settings(String... args) {
    try {
      return Settings.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("kmers: " + e.getMessage() + "\n" + Settings.USAGE);
      System.exit(2);
      throw e;
    }
  }
}
