/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * How checkpoints are compressed, in blocks of 1 MiB. Arrays of numbers are also tried with their
 * bytes sorted by place, which brings the like ones together. A checkpoint can be read whatever is
 * set later.
 */
public enum Compression {
  /**
   * LZ4 where a sample says that it saves more time at the disk, as fast as that was so far, than
   * it costs. The default.
   */
  AUTO,
  /** LZ4 wherever it makes the file smaller. */
  LZ4,
  /**
   * Zstandard, level 1, wherever it makes the file smaller. Needs {@code com.github.luben:zstd-jni}
   * on the class path, to write and to read.
   */
  ZSTD,
  /** Everything as it is. */
  NONE
}
