/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.engine;

import dev.cairn.CheckpointSettingsException;
import java.util.Locale;
import java.util.function.Function;

/**
 * One setting: how it is named everywhere, how a text becomes a value, and what it is when nobody
 * says so. Immutable.
 *
 * @param name in camel case, as the builder calls it
 * @param parse makes a value of a text; throws IllegalArgumentException where it cannot
 * @param expected what a text should be, for the error message
 * @param fallback the default; null where there is none
 * @param <T> the type of its value
 */
public record Option<T>(String name, Function<String, T> parse, String expected, T fallback) {
  /** The environment variable, as {@code CAIRN_EVERY_SAFEPOINTS}. */
  public String variable() {
    return "CAIRN_" + name.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  /** The system property, as {@code cairn.everySafepoints}. */
  public String property() {
    return "cairn." + name;
  }

  T parsed(String text, String where) {
    try {
      return parse.apply(text.trim());
    } catch (RuntimeException e) {
      throw new CheckpointSettingsException(
          where + " is \"" + text + "\"; expected " + expected, e);
    }
  }
}
