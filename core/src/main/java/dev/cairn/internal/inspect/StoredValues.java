/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.inspect;

import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;

/** Values of a stored graph as people read them. Stateless. */
public final class StoredValues {
  private static final int LONGEST = 200;

  private StoredValues() {}

  /** A value: texts in quotes and not too long, numbers as Java writes them, others by class. */
  public static String shown(Object value) {
    if (value instanceof CharSequence || value instanceof Character) {
      String text = value.toString();
      boolean isLong = text.length() > LONGEST;
      String start = isLong ? text.substring(0, LONGEST) : text;
      return "\"" + printable(start) + "\"" + (isLong ? " ... of " + text.length() : "");
    }
    boolean tells =
        value == null
            || value instanceof Number
            || value instanceof Boolean
            || value instanceof Temporal
            || value instanceof TemporalAmount
            || value.getClass().getName().startsWith("java.util.")
            || value.getClass().getName().startsWith("java.net.")
            || value.getClass().getName().startsWith("java.time.");
    return tells && !(value instanceof java.util.Comparator)
        ? printable(String.valueOf(value))
        : "a " + value.getClass().getName();
  }

  /** What a terminal would take for a command is shown and not obeyed. */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        shown.append("\\n");
      } else if (c == '\t') {
        shown.append("\\t");
      } else if (Character.isISOControl(c)) {
        shown.append(String.format("\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }
}
