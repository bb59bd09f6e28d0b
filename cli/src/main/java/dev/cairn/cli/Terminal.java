/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * Where the command writes, and what can be shown there: colour only on a terminal and where nobody
 * has set NO_COLOR, other characters than ASCII only where the locale has them.
 *
 * <p>Immutable but for what is written.
 */
final class Terminal {
  /** How a text is marked. */
  enum Mark {
    PLAIN(""),
    GOOD("32"),
    WARNING("33"),
    BAD("31"),
    FAINT("2"),
    BOLD("1");

    private final String code;

    Mark(String code) {
      this.code = code;
    }
  }

  private static final int USUAL_WIDTH = 100;
  private static final int LEAST_WIDTH = 40;

  /**
   * What can be shown.
   *
   * @param isTerminal true where somebody looks, who can be asked as well
   * @param hasColour true where texts can be marked
   * @param hasUnicode true where there are other characters than ASCII
   * @param width in characters
   */
  record Look(boolean isTerminal, boolean hasColour, boolean hasUnicode, int width) {
    /** A pipe, or a file. */
    static final Look PLAIN = new Look(false, false, false, USUAL_WIDTH);

    /** By what the surroundings say. */
    static Look of(boolean isTerminal, Map<String, String> environment) {
      return new Look(
          isTerminal,
          isTerminal && environment.getOrDefault("NO_COLOR", "").isEmpty(),
          Terminal.hasUnicode(environment),
          Terminal.width(environment.getOrDefault("COLUMNS", "")));
    }

    Charset charset() {
      return hasUnicode ? StandardCharsets.UTF_8 : StandardCharsets.US_ASCII;
    }
  }

  private final PrintStream out;
  private final PrintStream err;
  private final Look look;

  Terminal(PrintStream out, PrintStream err, Look look) {
    this.out = out;
    this.err = err;
    this.look = look;
  }

  /** That of this process. */
  static Terminal ofThisProcess() {
    // The launcher can tell; a JVM cannot in every version.
    Look look = Look.of(Boolean.getBoolean("cairn.terminal"), System.getenv());
    return new Terminal(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, look.charset()),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, look.charset()),
        look);
  }

  /** By the first of these that is set, as the C library has it. */
  static boolean hasUnicode(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String locale = environment.getOrDefault(name, "");
      if (!locale.isEmpty()) {
        String lower = locale.toLowerCase(Locale.ROOT);
        return lower.contains("utf-8") || lower.contains("utf8");
      }
    }
    return false;
  }

  private static int width(String columns) {
    try {
      return Math.max(LEAST_WIDTH, Integer.parseInt(columns.trim()));
    } catch (NumberFormatException e) {
      return USUAL_WIDTH;
    }
  }

  PrintStream out() {
    return out;
  }

  PrintStream err() {
    return err;
  }

  /** The same as a writer. */
  PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, look.charset());
  }

  boolean isTerminal() {
    return look.isTerminal();
  }

  boolean hasUnicode() {
    return look.hasUnicode();
  }

  int width() {
    return look.width();
  }

  void line(String text) {
    out.println(text);
  }

  void line() {
    out.println();
  }

  /** Something that is not the result: it must not get into a pipe. */
  void note(String text) {
    err.println(text);
  }

  /** A text as it is shown where there is colour. */
  String marked(Mark mark, String text) {
    return look.hasColour() && mark != Mark.PLAIN && !text.isEmpty()
        ? "\u001b[" + mark.code + "m" + text + "\u001b[0m"
        : text;
  }

  /** Clears what is shown, where this is a terminal. */
  void clear() {
    if (look.isTerminal()) {
      out.print("\u001b[H\u001b[2J");
    }
  }

  /** A bar so many characters wide. */
  String bar(double share, int wide) {
    int full = (int) Math.round(Math.max(0, Math.min(1, share)) * wide);
    return look.hasUnicode()
        ? "\u2588".repeat(full) + "\u2591".repeat(wide - full)
        : "[" + "#".repeat(full) + ".".repeat(wide - full) + "]";
  }
}
