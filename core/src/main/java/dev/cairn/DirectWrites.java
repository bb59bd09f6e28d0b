/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * Whether the bytes of checkpoints go to the disk past the page cache of the operating system
 * (direct I/O). That costs a tenth of the computing time and takes no memory from the job, but how
 * fast it is differs from one file system to another. What is written is the same, byte for byte,
 * and is forced in the same way.
 */
public enum DirectWrites {
  /**
   * Files of 32 MiB and more are written in both ways, one after the other, and from then on in the
   * one that is durable sooner, past the page cache where there is not much between them; the other
   * one is tried again now and then. The default.
   */
  AUTO,
  /** Always, where the file system lets us. Where it does not, a warning says so once. */
  ALWAYS,
  /** Never. */
  NEVER
}
