/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import dev.cairn.Checkpointed;

/** How many steps all blocks have computed. */
@Checkpointed(common = true)
final class Clock {
  long step;
}
