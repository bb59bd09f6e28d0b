/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.testkit;

/**
 * What a power cut may take away of that which was not forced to the disk.
 *
 * <pre>{@code
 * CrashStates.of(trace).stream(42, PowerLossModel.UNSYNCED_LOST).forEach(this::check);
 * }</pre>
 *
 * <p>In all models permissions are durable at once, and a rename is done or not done as a whole;
 * one between two folders becomes durable with the new folder. Forcing a file does not make its
 * name durable. After a force that failed the content of that file never becomes durable, however
 * often it is forced again: Linux drops what it could not write.
 *
 * <p>Threading: immutable. Failure: none.
 */
public enum PowerLossModel {
  /** Nothing goes: only the process was killed. */
  NOTHING_LOST,

  /** All goes that was not forced: bytes, lengths, and changes of names. */
  UNSYNCED_LOST,

  /**
   * By the dice: bytes in sectors of 512, lengths, and names, of which each folder keeps the first
   * changes up to some point.
   */
  RANDOM,

  /** Like {@link #RANDOM}, but each change of names survives or not by itself. */
  REORDERED,

  /**
   * All changes of names survive, but bytes that were not forced do not: once with the length as it
   * was forced, once with zeros in the full length.
   */
  RENAME_BEFORE_DATA,

  /** All bytes survive, but changes of names that were not forced do not. */
  ENTRIES_LOST
}
