/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Sizes and spans as people read them, in few digits. Stateless. */
final class Texts {
  private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB", "PB"};

  private Texts() {}

  /** Bytes, in powers of 1000. */
  static String size(long bytes) {
    int unit = 0;
    double number = bytes;
    while (number >= 1000 && unit < UNITS.length - 1) {
      number /= 1000;
      unit++;
    }
    return String.format(
        Locale.ROOT, unit > 0 && number < 10 ? "%.1f %s" : "%.0f %s", number, UNITS[unit]);
  }

  /** A span in its two largest units: {@code 2 h 5 min}. */
  static String span(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 60) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    if (hours < 48) {
      return hours + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
    }
    return hours / 24 + " d" + (hours % 24 == 0 ? "" : " " + hours % 24 + " h");
  }

  /** As above, of seconds. */
  static String seconds(long seconds) {
    return span(Duration.ofSeconds(seconds));
  }

  /** Thousandths of a second. */
  static String millis(long millis) {
    return millis < 10_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }

  /** The same of billionths, and where it is short with a digit more. */
  static String nanos(long nanos) {
    return nanos < 10_000_000
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : millis(nanos / 1_000_000);
  }

  /** How long ago, by the clock here; a clock elsewhere may be ahead of it. */
  static String age(Instant then, Instant now) {
    return span(Duration.between(then, now));
  }

  /** A whole number with its thousands apart. */
  static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** How many of something. */
  static String count(long number, String one, String many) {
    return number(number) + " " + (number == 1 ? one : many);
  }
}
