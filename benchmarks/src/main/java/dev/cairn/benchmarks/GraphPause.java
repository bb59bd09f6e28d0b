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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How long a program waits while its graph is captured, beside what else could be done with the
 * same objects in the same JVM: a loop that knows the classes, and Kryo without references. Each
 * round measures all of them in each state, in turns of who is first; medians and their ratios are
 * printed.
 *
 * <p>{@code java -Xmx6g -cp benchmarks/target/benchmarks.jar dev.cairn.benchmarks.GraphPause
 * [rounds] [case]}
 */
public final class GraphPause {
  private static final int BUFFER = 256 << 20;
  private static final int WARM_UP = 3;

  /** What has happened to the state since the last capture. */
  private enum Change {
    NEW("all new"),
    CHANGED("1 % changed"),
    REPLACED("1 % replaced");

    private final String label;

    Change(String label) {
      this.label = label;
    }
  }

  /** Who writes it. */
  private enum Writer {
    HAND,
    KRYO,
    CAIRN
  }

  private final Output output = new Output(BUFFER);
  private final StagingMemory memory = new StagingMemory(2L << 30);
  private final Kryo kryo = new Kryo();
  private final KryoGraphCodec codec =
      new KryoGraphCodec(
          new ClassPolicy(List.of(GraphCase.class.getPackageName() + ".*")),
          Thread.currentThread().getContextClassLoader());
  private final Map<Change, Map<Writer, Series>> times = new EnumMap<>(Change.class);
  private final GraphCase graph;
  private Snapshot last;

  private GraphPause(GraphCase graph) {
    this.graph = graph;
    kryo.setReferences(false);
    kryo.setRegistrationRequired(false);
  }

  /** Measures. */
  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 9;
    String only = arguments.length > 1 ? arguments[1] : "";
    System.out.println("ms: hand loop | Kryo, no references | Cairn  = times Kryo (times hand)");
    Map<Change, Double> treeOfNodes = new EnumMap<>(Change.class);
    for (GraphCase graph : GraphCase.all()) {
      if (graph.name().startsWith(only)) {
        GraphPause pause = new GraphPause(graph);
        pause.run(rounds);
        pause.print(treeOfNodes);
      }
    }
  }

  private void run(int rounds) {
    for (int round = -WARM_UP; round < rounds; round++) {
      if (round == 0) {
        times.clear();
      }
      graph.renew();
      measure(Change.NEW, round);
      graph.changeOnePercent();
      measure(Change.CHANGED, round);
      graph.replaceOnePercent();
      measure(Change.REPLACED, round);
    }
  }

  private void measure(Change change, int round) {
    // What the pipeline does while the program goes on.
    if (last != null) {
      last.settle();
    }
    System.gc();
    List<Writer> writers = new ArrayList<>(List.of(Writer.values()));
    Collections.rotate(writers, round);
    for (Writer writer : writers) {
      if (writer != Writer.KRYO || graph.isTree()) {
        double millis = Series.millis(() -> write(writer));
        times
            .computeIfAbsent(change, c -> new EnumMap<>(Writer.class))
            .computeIfAbsent(writer, w -> new Series())
            .add(millis);
      }
    }
  }

  private void write(Writer writer) {
    switch (writer) {
      case HAND -> graph.writeByHand(emptied());
      case KRYO -> kryo.writeClassAndObject(emptied(), graph.root());
      case CAIRN -> last = Snapshot.take(codec, Map.of("root", graph.root()), memory);
    }
  }

  private Output emptied() {
    output.reset();
    return output;
  }

  /** Prints a line for each state; keeps what Kryo took for those of trees. */
  private void print(Map<Change, Double> treeOfNodes) {
    times.forEach(
        (change, byWriter) -> {
          double hand = byWriter.get(Writer.HAND).median();
          double cairn = byWriter.get(Writer.CAIRN).median();
          if (graph.isTree()) {
            treeOfNodes.put(change, byWriter.get(Writer.KRYO).median());
          }
          double reference = treeOfNodes.getOrDefault(change, Double.NaN);
          System.out.printf(
              Locale.ROOT,
              "%-29s %-13s %4.0f | %4.0f%s | %4.0f  = %.2f (%.2f)%n",
              graph.name(),
              change.label,
              hand,
              reference,
              graph.isTree() ? "" : " (e)",
              cairn,
              cairn / reference,
              cairn / hand);
        });
  }
}
