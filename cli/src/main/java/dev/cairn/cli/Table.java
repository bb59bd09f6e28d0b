/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.cli;

import dev.cairn.cli.Terminal.Mark;
import java.util.ArrayList;
import java.util.List;

/** Rows in columns as wide as they need to be. Not thread-safe. */
final class Table {
  /** A text with its mark. */
  record Cell(String text, Mark mark) {
    static Cell of(String text) {
      return new Cell(text, Mark.PLAIN);
    }
  }

  private static final String GAP = "  ";

  private final List<List<Cell>> rows = new ArrayList<>();

  Table(String... headings) {
    List<Cell> row = new ArrayList<>();
    for (String heading : headings) {
      row.add(new Cell(heading, Mark.FAINT));
    }
    rows.add(row);
  }

  void row(Cell... cells) {
    rows.add(List.of(cells));
  }

  void row(String... texts) {
    List<Cell> row = new ArrayList<>();
    for (String text : texts) {
      row.add(Cell.of(text));
    }
    rows.add(row);
  }

  void print(Terminal terminal) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<Cell> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], length(row.get(i).text()));
      }
    }
    for (List<Cell> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        Cell cell = row.get(i);
        line.append(terminal.marked(cell.mark(), cell.text()));
        if (i < row.size() - 1) {
          line.append(" ".repeat(widths[i] - length(cell.text()))).append(GAP);
        }
      }
      terminal.line(line.toString().stripTrailing());
    }
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }
}
