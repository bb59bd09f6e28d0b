/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/**
 * Counts the messages between this rank and another, so that a checkpoint is refused that would
 * have one of them twice or not at all.
 *
 * <pre>{@code
 * Channel left = run.channel(rank - 1);
 * send(row);
 * left.sent();
 * receive(halo);
 * left.received();
 * }</pre>
 *
 * <p>A message belongs to one side of a checkpoint: what was sent before safepoint k is received
 * before safepoint k. Where the counts of two ranks differ at a checkpoint, that does not come to
 * be, and the pair is named. All ranks count, or none.
 *
 * <p>Thread-safe. Never fails.
 */
public interface Channel {
  /** A message was sent to the other rank. */
  void sent();

  /** A message of the other rank has come. */
  void received();
}
