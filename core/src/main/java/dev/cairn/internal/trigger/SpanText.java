/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.trigger;

import java.time.Duration;
import java.util.Locale;

/** Spans of time as people write them: {@code 500 ms}, {@code 90 s}, {@code 30 min}. Stateless. */
public final class SpanText {
  private static final Duration FOR_EVER = Duration.ofDays(10_000);
  private static final long DAYS_FROM_HOURS = 72;

  private SpanText() {}

  /** A span in the largest unit that shows it as a whole number. */
  public static String of(Duration span) {
    if (span.compareTo(FOR_EVER) >= 0) {
      return "for ever";
    }
    long millis = span.toMillis();
    if (millis == 0 || millis % 1000 != 0) {
      return millis < 10_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }
    long seconds = millis / 1000;
    if (seconds % 3600 == 0) {
      long hours = seconds / 3600;
      return hours % 24 == 0 && hours >= DAYS_FROM_HOURS ? hours / 24 + " days" : hours + " h";
    }
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
