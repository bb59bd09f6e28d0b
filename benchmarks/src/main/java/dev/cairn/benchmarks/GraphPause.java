/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Output;
import dev.cairn.internal.capture.Snapshot;
import dev.cairn.internal.capture.StagingMemory;
import dev.cairn.internal.kryo.ClassPolicy;
import dev.cairn.internal.kryo.KryoGraphCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a program waits while its graph is captured, beside what else could be done with the
 * same objects in the same JVM: a loop that knows the classes, and Kryo without references. Each
 * round measures all of them one after the other; medians and their ratios are printed.
 *
 * <p>{@code java -Xmx6g -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.GraphPause
 * [rounds] [case]}
 */
public final class GraphPause {
  private static final int BUFFER = 256 << 20;

  /** What is measured. */
  private enum Measure {
    HAND("hand loop"),
    KRYO("Kryo, no references"),
    NEW("all new"),
    CHANGED("1 % changed"),
    REPLACED("1 % replaced");

    private final String label;

    Measure(String label) {
      this.label = label;
    }
  }

  private final Output output = new Output(BUFFER);
  private final int rounds;
  private Snapshot last;

  private GraphPause(int rounds) {
    this.rounds = rounds;
  }

  /** Measures. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
    String only = arguments.length > 1 ? arguments[1] : "";
    System.out.printf("%-30s", "ms, and times Kryo");
    for (Measure measure : Measure.values()) {
      System.out.printf("%21s", measure.label);
    }
    System.out.println();
    double caseE = Double.NaN;
    for (GraphCase graph : GraphCase.all()) {
      if (graph.name().startsWith(only)) {
        caseE = new GraphPause(rounds).run(graph, caseE);
      }
    }
  }

  private double run(GraphCase graph, double caseE) {
    Map<Measure, List<Double>> times = new EnumMap<>(Measure.class);
    Kryo kryo = kryo();
    StagingMemory memory = new StagingMemory(2L << 30);
    KryoGraphCodec codec =
        new KryoGraphCodec(policy(), Thread.currentThread().getContextClassLoader());
    for (int round = -2; round < rounds; round++) {
      Map<Measure, List<Double>> into = round < 0 ? new EnumMap<>(Measure.class) : times;
      graph.renew();
      settle();
      time(into, Measure.NEW, () -> capture(codec, graph, memory));
      time(into, Measure.HAND, () -> graph.writeByHand(emptied()));
      if (graph.isTree()) {
        time(into, Measure.KRYO, () -> kryo.writeClassAndObject(emptied(), graph.root()));
      }
      graph.changeOnePercent();
      settle();
      time(into, Measure.CHANGED, () -> capture(codec, graph, memory));
      graph.replaceOnePercent();
      settle();
      time(into, Measure.REPLACED, () -> capture(codec, graph, memory));
    }
    return print(graph, times, caseE);
  }

  private static ClassPolicy policy() {
    return new ClassPolicy(List.of(GraphCase.class.getPackageName() + ".*"));
  }

  private void capture(KryoGraphCodec codec, GraphCase graph, StagingMemory memory) {
    last = Snapshot.take(codec, Map.of("root", graph.root()), memory);
  }

  /** What the pipeline does while the program goes on. */
  private void settle() {
    if (last != null) {
      last.settle();
    }
    System.gc();
  }

  private Output emptied() {
    output.reset();
    return output;
  }

  private static Kryo kryo() {
    Kryo kryo = new Kryo();
    kryo.setReferences(false);
    kryo.setRegistrationRequired(false);
    return kryo;
  }

  private static void time(Map<Measure, List<Double>> times, Measure measure, Runnable what) {
    long start = System.nanoTime();
    what.run();
    double millis = (System.nanoTime() - start) / 1e6;
    times.computeIfAbsent(measure, m -> new ArrayList<>()).add(millis);
  }

  private double print(GraphCase graph, Map<Measure, List<Double>> times, double caseE) {
    double kryo = graph.isTree() ? median(times.get(Measure.KRYO)) : caseE;
    System.out.printf("%-30s", graph.name());
    for (Measure measure : Measure.values()) {
      List<Double> values = times.get(measure);
      System.out.printf(
          "%21s",
          values == null
              ? "-"
              : String.format(Locale.ROOT, "%.0f  %.2fx", median(values), median(values) / kryo));
    }
    System.out.println();
    return kryo;
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
