/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

/** Texts and rows in HTML. Stateless. */
final class Html {
  private Html() {}

  /** A text that stays one, whatever is in it. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(Character.isISOControl(c) && c != '\n' ? ' ' : c);
      }
    }
    return escaped.toString();
  }

  /** A row of a table. */
  static String row(String... cells) {
    StringBuilder row = new StringBuilder("<tr>");
    for (String cell : cells) {
      row.append("<td>").append(escaped(cell)).append("</td>");
    }
    return row.append("</tr>\n").toString();
  }
}
