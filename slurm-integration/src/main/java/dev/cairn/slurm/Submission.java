/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.slurm;

import dev.cairn.spi.Ending;

/** Submits a job anew, with the script and the options it has. */
interface Submission {
  /**
   * Submits it.
   *
   * @return what came of it, for the log
   */
  String submit(Ending ending);
}
