/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointInfo;
import java.io.IOException;

/** What makes a durable file a checkpoint. Called by the thread that writes. */
interface Commit {
  /** In a run of one JVM it is one already. */
  Commit ALONE = (written, occasion) -> written.info();

  /** Waits until this JVM may write; not for ever. */
  default void awaitTurn(CheckpointPipeline.Occasion occasion) throws IOException {}

  /**
   * Has it become one.
   *
   * @return the checkpoint
   * @throws NotCommittedException if nothing comes of it
   */
  CheckpointInfo commit(CheckpointPipeline.Written written, CheckpointPipeline.Occasion occasion)
      throws IOException;
}
