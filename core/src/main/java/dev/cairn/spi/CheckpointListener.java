/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.spi;

import dev.cairn.CheckpointInfo;
import dev.cairn.CheckpointReason;
import java.time.Duration;

/**
 * Is told what becomes of a run's checkpoints: for metrics, dashboards, messages.
 *
 * <pre>{@code
 * Checkpoint.configure()
 *     .listener(
 *         new CheckpointListener() {
 *           @Override
 *           public void durable(RunAttempt attempt, CheckpointInfo checkpoint, Duration persist) {
 *             gauge.set(checkpoint.bytes());
 *           }
 *         })
 *     .resumeOrStart(...);
 * }</pre>
 *
 * <p><b>Threading.</b> Called by a thread of Cairn's own, one call after the other for one run. No
 * checkpoint waits for it; {@link dev.cairn.Checkpoint#close()} does, for up to five seconds. While
 * one hangs, the others are told nothing, and beyond some thousand calls what there is to tell is
 * lost.
 *
 * <p><b>Failure.</b> What a listener throws harms neither checkpoint nor program; it is said in the
 * log, and that listener is not called any more.
 */
public interface CheckpointListener {
  /**
   * The attempt has its state, and is about to compute.
   *
   * @param attempt the attempt
   */
  default void opened(RunAttempt attempt) {}

  /**
   * A checkpoint is durable.
   *
   * @param attempt the attempt
   * @param checkpoint the checkpoint
   * @param persist how long it took from the end of the pause until it was durable
   */
  default void durable(RunAttempt attempt, CheckpointInfo checkpoint, Duration persist) {}

  /**
   * A checkpoint failed; it is tried again.
   *
   * @param attempt the attempt
   * @param reason why it was to be taken
   * @param cause what went wrong
   */
  default void failed(RunAttempt attempt, CheckpointReason reason, Throwable cause) {}

  /**
   * A due checkpoint was left out, since the one before was still being written.
   *
   * @param attempt the attempt
   */
  default void skipped(RunAttempt attempt) {}

  /**
   * Another attempt has taken the run over: this one saves nothing any more.
   *
   * @param attempt the attempt
   */
  default void fenced(RunAttempt attempt) {}

  /**
   * The program was told to end before it was finished.
   *
   * @param attempt the attempt
   * @param saved true where the state at the stop is durable
   */
  default void stopped(RunAttempt attempt, boolean saved) {}

  /**
   * The attempt has ended in good order, finished or not.
   *
   * @param attempt the attempt
   */
  default void closed(RunAttempt attempt) {}
}
