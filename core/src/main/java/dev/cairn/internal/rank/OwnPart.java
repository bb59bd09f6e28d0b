/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import java.time.Duration;

/**
 * The last part of this rank's own.
 *
 * @param safepoint where it was captured
 * @param capturedNanos when
 * @param writtenNanos when it was durable; -1 where it is not yet
 */
record OwnPart(long safepoint, long capturedNanos, long writtenNanos) {
  Duration took() {
    return Duration.ofNanos(Math.max(0, writtenNanos - capturedNanos));
  }
}
