/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.CheckpointReason;
import dev.cairn.spi.StopCause;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Where all ranks capture: the same safepoint of each.
 *
 * @param safepoint its count in this attempt, from 1
 * @param reason why
 * @param cause why the run is to stop, where that is the reason
 * @param known how long before it came there this rank knew; zero where nobody had to say it
 * @param others how long rank 0 waits for the others; zero where nobody has said it
 */
public record Cut(
    long safepoint, CheckpointReason reason, StopCause cause, Duration known, Duration others) {
  private static final String SUBJECT = "cut-";

  /** One that follows from its count alone. */
  public static Cut fixed(long safepoint, CheckpointReason reason) {
    return new Cut(safepoint, reason, StopCause.UNKNOWN, Duration.ZERO, Duration.ZERO);
  }

  /** The same, where others have said that all stop there. */
  Cut asStop() {
    return new Cut(safepoint, CheckpointReason.STOP, cause, known, others);
  }

  /** True where every rank stays until all know whether they stop. */
  public boolean isStop() {
    return reason == CheckpointReason.STOP;
  }

  /** What is decided of it: whether the checkpoint exists, and at a stop whether all end. */
  static String subject(long safepoint) {
    return SUBJECT + safepoint;
  }

  /** The safepoint of which a topic is; empty where it is of something else. */
  static OptionalLong safepointOf(String topic) {
    return topic.matches(SUBJECT + "\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(topic.substring(SUBJECT.length())))
        : OptionalLong.empty();
  }
}
