/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.samples.heat;

import java.util.List;
import org.pcj.ExecutionBuilder;
import org.pcj.PCJ;
import org.pcj.StartPoint;

/**
 * Where the JVMs of a run are.
 *
 * @param all as {@code host:port}, in the order of the ranks
 * @param own which of them this one is
 */
record Nodes(List<String> all, int own) {
  /** Under Slurm each task is a JVM. */
  static Nodes of(List<String> all) {
    String task =
        System.getenv().getOrDefault("SLURM_PROCID", System.getProperty("heat.rank", "0"));
    int own = Integer.parseInt(task);
    if (own >= all.size()) {
      throw new IllegalArgumentException(
          "this is task " + own + ", and there are " + all.size() + " nodes");
    }
    return new Nodes(all, own);
  }

  /** Has PCJ run a program there, one thread in each JVM. */
  void start(Class<? extends StartPoint> program) {
    String node = all.get(own);
    // PCJ finds out by it which of the nodes it is.
    System.setProperty("pcj.port", node.substring(node.lastIndexOf(':') + 1));
    ExecutionBuilder builder = PCJ.executionBuilder(program);
    for (String each : all) {
      builder.addNode(each);
    }
    builder.start();
  }
}
