/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.KryoGraphCodec;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What captures cost the collector in a program that replaces its whole population at each step:
 * steps with and without a capture in turns, in the same JVM. What is kept from one capture to the
 * next must not hold the dead generation.
 *
 * <p>{@code java -Xmx2g -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.GraphGenerations
 * [rounds]}
 */
public final class GraphGenerations {
  private static final int STEPS = 5;

  private final StagingMemory memory = new StagingMemory(2L << 30);
  private final KryoGraphCodec codec =
      new KryoGraphCodec(
          new ClassPolicy(List.of(GraphCase.class.getPackageName() + ".*")),
          Thread.currentThread().getContextClassLoader());

  private GraphGenerations() {}

  /** Measures. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
    for (GraphCase graph : GraphCase.all()) {
      new GraphGenerations().run(graph, rounds);
    }
  }

  private void run(GraphCase graph, int rounds) {
    long without = 0;
    long with = 0;
    for (int round = -1; round < rounds; round++) {
      long first = collecting(graph, false);
      long second = collecting(graph, true);
      without += round < 0 ? 0 : first;
      with += round < 0 ? 0 : second;
    }
    long kept = liveBytes();
    graph.renew();
    System.gc();
    System.out.printf(
        Locale.ROOT,
        "%-29s collecting, %d steps: %6d ms without, %6d ms with a capture each = %.2f;"
            + " live at the end %d MB, with the next generation %d MB%n",
        graph.name(),
        rounds * STEPS,
        without,
        with,
        (double) with / Math.max(1, without),
        kept >> 20,
        liveBytes() >> 20);
  }

  /** How long was collected, in ms, in some steps. */
  private long collecting(GraphCase graph, boolean captured) {
    System.gc();
    long before = collected();
    for (int step = 0; step < STEPS; step++) {
      graph.renew();
      if (captured) {
        Snapshot.take(codec, Map.of("root", graph.root()), memory).settle();
      }
    }
    return collected() - before;
  }

  private static long collected() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private static long liveBytes() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
