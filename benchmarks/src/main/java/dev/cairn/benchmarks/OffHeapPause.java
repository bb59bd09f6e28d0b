/*
 * Copyright 2026 the Cairn authors
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.cairn.benchmarks;

import dev.cairn.Checkpoint;
import dev.cairn.CheckpointBuilder;
import dev.cairn.CheckpointInfo;
import dev.cairn.Checkpointed;
import dev.cairn.chronicle.OffHeapMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A map of so many entries as state, on the heap and outside it, side by side in one JVM: how long
 * the program waits for a checkpoint, how large that is, and what the map costs between
 * checkpoints.
 *
 * <pre>
 *   java FLAGS -Xmx8g -cp benchmarks.jar dev.cairn.benchmarks.OffHeapPause [entries] [rounds] [folder]
 * </pre>
 *
 * <p>FLAGS are what {@code java -jar cairn-chronicle-map.jar} prints. From the second checkpoint
 * on; between two of them 1 % of the entries change.
 */
public final class OffHeapPause {
  /** All the state, on the heap. */
  @Checkpointed
  static final class Holder {
    final Map<Long, Integer> map;

    Holder(Map<Long, Integer> map) {
      this.map = map;
    }
  }

  private final int entries;
  private final int rounds;

  private OffHeapPause(int entries, int rounds) {
    this.entries = entries;
    this.rounds = rounds;
  }

  /**
   * Runs it.
   *
   * @param args entries, rounds, folder
   * @throws IOException if the folder cannot be written
   */
  public static void main(String[] args) throws IOException {
    int entries = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
    Path base = args.length > 2 ? Path.of(args[2]) : Path.of(System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(base, "off-heap-pause");
    try {
      new OffHeapPause(entries, rounds).compare(folder);
    } finally {
      ChildJvm.delete(folder);
    }
  }

  /** What a map has cost, a number each round. */
  private static final class Figures {
    private final Series pauseMillis = new Series();
    private final Series changeNanos = new Series();
    private final Series readNanos = new Series();
    private long bytes;

    void print(String name, Figures base) {
      System.out.printf(
          "%-9s pause %8.1f ms (%5.2fx)   file %,12d bytes (%4.2fx)   change %5.0f ns (%4.2fx)   get %5.0f ns "
              + "(%4.2fx)%n",
          name,
          pauseMillis.median(),
          pauseMillis.median() / base.pauseMillis.median(),
          bytes,
          (double) bytes / base.bytes,
          changeNanos.median(),
          changeNanos.median() / base.changeNanos.median(),
          readNanos.median(),
          readNanos.median() / base.readNanos.median());
    }
  }

  private static CheckpointBuilder configure(Path folder, String name) {
    return Checkpoint.configure()
        .directory(folder)
        .name(name)
        .every(Duration.ofDays(1))
        .stopSignals()
        .ignoreArguments();
  }

  private void compare(Path folder) {
    Figures onHeap = new Figures();
    Figures offHeap = new Figures();
    OffHeapMap<Long, Integer> outside = OffHeapMap.of(Long.class, Integer.class, entries);
    try (Checkpoint<Holder> heap =
            configure(folder, "heap").resumeOrStart(() -> new Holder(new HashMap<>()));
        Checkpoint<Holder> memory =
            configure(folder, "memory")
                .include("map", outside)
                .resumeOrStart(() -> new Holder(new HashMap<>()))) {
      long[] keys = new Random(1).longs(entries).toArray();
      for (int i = 0; i < keys.length; i++) {
        heap.state().map.put(keys[i], i);
        outside.map().put(keys[i], i);
      }
      for (int round = -2; round < rounds; round++) {
        measure(heap, heap.state().map, keys, round, onHeap);
        measure(memory, outside.map(), keys, round, offHeap);
      }
    }
    System.out.printf("%,d entries of Long to Integer, %d rounds%n", entries, rounds);
    onHeap.print("HashMap", onHeap);
    offHeap.print("Chronicle", onHeap);
  }

  private void measure(
      Checkpoint<?> run, Map<Long, Integer> map, long[] keys, int round, Figures figures) {
    Random random = new Random(round);
    int changes = Math.max(1, entries / 100);
    long begun = System.nanoTime();
    for (int i = 0; i < changes; i++) {
      map.merge(keys[random.nextInt(keys.length)], 1, Integer::sum);
    }
    long changed = System.nanoTime();
    long sum = 0;
    for (int i = 0; i < changes; i++) {
      sum += map.get(keys[random.nextInt(keys.length)]);
    }
    long read = System.nanoTime();
    if (sum == 42) {
      System.out.println("so that nothing is left out");
    }
    CheckpointInfo info = run.checkpointNow().orElseThrow();
    if (round >= 0) {
      figures.changeNanos.add((double) (changed - begun) / changes);
      figures.readNanos.add((double) (read - changed) / changes);
      figures.pauseMillis.add(info.pause().toNanos() / 1e6);
      figures.bytes = info.bytes();
    }
  }
}
