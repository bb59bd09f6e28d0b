/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.testkit.MetadataMeter.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What ranks have asked of a server of metadata, on average of all, for people. Stateless. */
final class MetadataTable {
  private MetadataTable() {}

  /**
   * One of its columns.
   *
   * @param name as a person calls it
   * @param counts of each rank
   * @param times of how many of what the name says they are
   */
  record Column(String name, List<Map<Kind, Long>> counts, double times) {
    double mean(Kind kind) {
      return counts.stream().mapToLong(each -> each.get(kind)).average().orElse(0) / times;
    }
  }

  static Map<Kind, Long> difference(Map<Kind, Long> later, Map<Kind, Long> before) {
    Map<Kind, Long> between = new EnumMap<>(later);
    before.forEach((kind, count) -> between.merge(kind, -count, Long::sum));
    return between;
  }

  static void print(List<Column> columns) {
    System.out.printf("%-16s", "of a rank");
    columns.forEach(column -> System.out.printf(" %16s", column.name()));
    System.out.println();
    for (Kind kind : Kind.values()) {
      System.out.printf("%-16s", kind);
      columns.forEach(column -> System.out.printf(Locale.ROOT, " %16.3f", column.mean(kind)));
      System.out.println();
    }
    System.out.printf("%-16s", "all");
    for (Column column : columns) {
      double sum = 0;
      for (Kind kind : Kind.values()) {
        sum += column.mean(kind);
      }
      System.out.printf(Locale.ROOT, " %16.3f", sum);
    }
    System.out.println();
  }
}
