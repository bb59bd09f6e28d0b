/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.internal.trigger.Interruptions;
import dev.cairn.internal.trigger.SpanText;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What the interval means for the user and the site: how much an interruption costs, and how many
 * bytes an hour are written. Said once at the start, and again where it has changed a good deal.
 * Used by one thread at a time.
 */
final class IntervalAdvice {
  private static final double GOOD_DEAL = 2;

  /** What is due further away says nothing of bytes an hour. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final int alike;
  private final Interruptions seen;
  private double saidInterval;
  private double saidBytes;

  /**
   * Creates it.
   *
   * @param alike how many runs were started together
   * @param seen what the run has been through
   */
  IntervalAdvice(int alike, Interruptions seen) {
    this.alike = alike;
    this.seen = seen;
  }

  /**
   * A checkpoint was taken.
   *
   * @param interval from it to the next
   * @param bytes how many it has
   * @return a line, where there is something to say
   */
  Optional<String> after(Duration interval, long bytes) {
    if (interval.compareTo(LONGEST) > 0) {
      return Optional.empty();
    }
    double perHour = bytes * (double) Duration.ofHours(1).toMillis() / interval.toMillis();
    double millis = interval.toMillis();
    // One that shares much with those before has fewer: what was said is the most.
    if (perHour < saidBytes * GOOD_DEAL
        && millis < saidInterval * GOOD_DEAL
        && millis > saidInterval / GOOD_DEAL) {
      return Optional.empty();
    }
    saidInterval = millis;
    saidBytes = perHour;
    return Optional.of(line(interval, perHour));
  }

  private String line(Duration interval, double perHour) {
    String each =
        String.format(
            Locale.ROOT,
            "a checkpoint every %s: up to %s an hour%s; an interruption costs %s of computing on average",
            SpanText.of(rounded(interval)),
            size(perHour),
            alike > 1 ? ", of all " + alike + " up to " + size(perHour * alike) : "",
            SpanText.of(rounded(interval.dividedBy(2))));
    return seen.count() == 0
        ? each
        : each
            + String.format(
                Locale.ROOT,
                " (%d in %s of computing so far)",
                seen.count(),
                SpanText.of(rounded(seen.computed())));
  }

  /** Tenths of seconds do not matter here. */
  private static Duration rounded(Duration span) {
    Duration unit =
        span.compareTo(Duration.ofMinutes(10)) < 0 ? Duration.ofSeconds(1) : Duration.ofMinutes(1);
    long units = Math.max(1, Math.round(span.toMillis() / (double) unit.toMillis()));
    return unit.multipliedBy(units);
  }

  private static String size(double bytes) {
    String[] units = {"bytes", "KB", "MB", "GB", "TB", "PB"};
    int unit = 0;
    double number = bytes;
    while (number >= 1000 && unit < units.length - 1) {
      number /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, number < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", number, units[unit]);
  }
}
