/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn;

/** Why a checkpoint was taken. */
public enum CheckpointReason {
  /** The first one of an attempt, taken and rehearsed at its first safepoint. */
  FIRST,
  /** The interval had passed. */
  INTERVAL,
  /** The configured number of safepoints had passed. */
  SAFEPOINTS,
  /** Somebody asked: {@link Checkpoint#request()} or a request file. */
  REQUEST,
  /** The program waits for it: {@link Checkpoint#checkpointNow()}. */
  EXPLICIT,
  /** The run has to stop: a signal, or a stop request from outside. */
  STOP,
  /** The computation is finished: {@link Checkpoint#complete()}. */
  COMPLETE
}
