/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.internal.rank;

/**
 * What became of a cut.
 *
 * @param kind what
 * @param checkpoint the number of the checkpoint, where there is one
 * @param why why there is none
 */
public record News(Kind kind, long checkpoint, String why) {
  /** What can become of it. */
  public enum Kind {
    /** The checkpoint is there, and all go on. */
    COMMITTED,
    /** It is there, and all stop. */
    STOP,
    /** There is none, and all stop. */
    UNSAVED,
    /** There is none, and all go on; a stop is tried again later. */
    NOTHING
  }

  static final String COMMITTED = "committed ";
  static final String STOP = "stop ";
  static final String UNSAVED = "unsaved ";
  static final String NOTHING = "go-on ";

  static News parse(String text) {
    if (text.startsWith(COMMITTED)) {
      return new News(Kind.COMMITTED, number(text, COMMITTED), "");
    } else if (text.startsWith(STOP)) {
      return new News(Kind.STOP, number(text, STOP), "");
    } else if (text.startsWith(UNSAVED)) {
      return new News(Kind.UNSAVED, 0, text.substring(UNSAVED.length()));
    }
    return new News(Kind.NOTHING, 0, text.substring(Math.min(text.length(), NOTHING.length())));
  }

  private static long number(String text, String word) {
    return Long.parseLong(text.substring(word.length()).trim());
  }

  static News nothing(String why) {
    return new News(Kind.NOTHING, 0, why);
  }
}
