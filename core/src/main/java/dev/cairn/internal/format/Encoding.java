/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.format;

import dev.cairn.Compression;
import dev.cairn.internal.thread.LibraryThread;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What an attempt encodes its checkpoints with: threads, memory that is used again, how blocks are
 * compressed, and keys. Used for one checkpoint at a time.
 */
public final class Encoding implements AutoCloseable {
  /** Assumed until a file has been written: a fair share of a parallel file system. */
  private static final double SLOW_DISK = 1e9 / (300 << 20);

  /** Files of fewer bytes say nothing about a disk. */
  private static final long TELLING = 8 << 20;

  private final Compression compression;
  private final int threads;
  private final KeyRing keys;
  private final ExecutorService pool;
  private BlockLine line;
  private double diskNanosPerByte = SLOW_DISK;

  /**
   * Creates it; no thread is started before it is needed.
   *
   * @param compression how blocks are compressed
   * @param threads how many threads hash and compress; with 1 it is the one that writes
   * @param keys under which files are encrypted; by the thread that writes
   */
  public Encoding(Compression compression, int threads, KeyRing keys) {
    this.compression = compression;
    this.threads = threads;
    this.keys = keys;
    this.pool =
        threads == 1
            ? null
            : Executors.newFixedThreadPool(
                threads, task -> LibraryThread.of("cairn-encoder", task));
  }

  /** Why blocks cannot be compressed in such a way in this JVM; empty where they can. */
  public static Optional<String> problemWith(Compression compression) {
    try {
      if (compression == Compression.ZSTD) {
        Zstandard.touch();
      }
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(e.toString());
    }
  }

  /** The line for one piece of work, whatever became of the one before. */
  BlockLine line() {
    if (line == null) {
      Executor executor = pool == null ? Runnable::run : pool;
      line = new BlockLine(executor, threads == 1 ? 1 : 2 * threads);
    }
    line.abandon();
    return line;
  }

  /** Under which files are encrypted, and earlier ones are read. */
  public KeyRing keys() {
    return keys;
  }

  CompressionChoice choice() {
    return new CompressionChoice(compression, diskNanosPerByte, threads);
  }

  /**
   * Says how long the disk took, for the choice of compression.
   *
   * @param bytes what was written
   * @param nanos how long writing and forcing took, without encoding
   */
  public void diskTook(long bytes, long nanos) {
    if (bytes >= TELLING) {
      double latest = (double) nanos / bytes;
      diskNanosPerByte = (diskNanosPerByte + latest) / 2;
    }
  }

  @Override
  public void close() {
    if (pool != null) {
      pool.shutdown();
    }
  }
}
