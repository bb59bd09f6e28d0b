/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

import dev.cairn.CheckpointReason;
import dev.cairn.spi.StopCause;
import java.time.Duration;
import java.util.Optional;

/**
 * What rank 0 says ahead: all ranks capture at this safepoint, if each knows of it before it comes
 * there. As a text: {@code SAFEPOINT REASON CAUSE LEAD WAIT}, the last two in milliseconds.
 *
 * @param number of this attempt, from 1
 * @param safepoint its count
 * @param reason why
 * @param cause why the run is to stop, where that is the reason
 * @param lead how long before the fastest rank comes there this was said
 * @param others how long after that rank 0 waits for the slowest
 */
record Announcement(
    long number,
    long safepoint,
    CheckpointReason reason,
    StopCause cause,
    Duration lead,
    Duration others) {
  private static final String SUBJECT = "capture-";

  String subject() {
    return subject(number);
  }

  String text() {
    return safepoint + " " + reason + " " + cause + " " + lead.toMillis() + " " + others.toMillis();
  }

  /** The number of the newest of some subjects; 0 where there is none. */
  static long newest(Iterable<String> subjects) {
    long newest = 0;
    for (String subject : subjects) {
      if (subject.matches(SUBJECT + "\\d{1,18}")) {
        newest = Math.max(newest, Long.parseLong(subject.substring(SUBJECT.length())));
      }
    }
    return newest;
  }

  static String subject(long number) {
    return SUBJECT + number;
  }

  /** Reads it; empty where it is none. */
  static Optional<Announcement> parse(long number, String text) {
    String[] words = text.split(" ", -1);
    try {
      return Optional.of(
          new Announcement(
              number,
              Long.parseLong(words[0]),
              CheckpointReason.valueOf(words[1]),
              StopCause.valueOf(words[2]),
              Duration.ofMillis(Long.parseLong(words[3])),
              Duration.ofMillis(Long.parseLong(words[4]))));
    } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  Cut cut(Duration known) {
    return new Cut(safepoint, reason, cause, known, others);
  }
}
